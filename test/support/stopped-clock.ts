import type { PeerFrame } from './peer-frame.ts'

interface Timer {
  readonly dueAt: number
  readonly run: () => void
}

/** The time of one page, as the library there reads it: it stands still until it is told to go on. */
export class StoppedClock {
  readonly #longMs: number
  #now = 0
  readonly #timers = new Map<number, Timer>()
  #lastId = 0

  /** @param longMs timers from this delay on wait for the clock, in milliseconds; shorter ones keep running */
  constructor(longMs = 15_000) {
    this.#longMs = longMs
  }

  /** Stops the time of a page, before the library is loaded there. */
  stop({ window }: PeerFrame): void {
    const setShort = window.setTimeout.bind(window)
    const clearShort = window.clearTimeout.bind(window)
    window.performance.now = () => this.#now
    const setTimer = (run: () => void, delay = 0): number =>
      delay < this.#longMs ? setShort(run, delay) : this.#set(run, delay)
    const clearTimer = (id?: number): void => {
      if (!this.#timers.delete(id ?? 0)) clearShort(id)
    }
    Object.assign(window, { setTimeout: setTimer, clearTimeout: clearTimer })
  }

  /** Lets that much time pass at once. */
  advance(ms: number): void {
    this.#now += ms
    for (const [id, { dueAt, run }] of [...this.#timers]) {
      if (dueAt <= this.#now && this.#timers.delete(id)) run()
    }
  }

  #set(run: () => void, delay: number): number {
    // Negative, so that none is taken for one of the page's own.
    const id = --this.#lastId
    this.#timers.set(id, { dueAt: this.#now + delay, run })
    return id
  }
}
