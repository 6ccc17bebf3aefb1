/** When the greeting is shown again for the first time, in milliseconds: the first may have been lost. Then twice as late. */
const FIRST_DELAY_MS = 1_000

/** How late at most, in milliseconds, while nobody is here, and while somebody is (room mates introduce newcomers then). */
const MAX_DELAY_ALONE_MS = 60_000
const MAX_DELAY_MS = 600_000

/** Says when to show our greeting: at once, again soon, then ever more rarely; at once again when something has changed. */
export class Announcer {
  readonly #announce: () => void
  readonly #isAlone: () => boolean
  #delay = FIRST_DELAY_MS
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(announce: () => void, isAlone: () => boolean) {
    this.#announce = announce
    this.#isAlone = isAlone
  }

  restart(): void {
    this.#delay = FIRST_DELAY_MS
    this.#next()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #next(): void {
    clearTimeout(this.#timer)
    this.#announce()
    // A fifth of chance keeps those who began together from asking together for ever.
    this.#timer = setTimeout(() => this.#next(), this.#delay * (0.9 + Math.random() * 0.2))
    this.#delay = Math.min(this.#delay * 2, this.#isAlone() ? MAX_DELAY_ALONE_MS : MAX_DELAY_MS)
  }
}
