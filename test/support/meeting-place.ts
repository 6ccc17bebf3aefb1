import { Announcer } from '../../src/announcer.ts'
import type { MeetingPlace, RelayState, Signaling } from '../../src/signaling.ts'

/** When something is said again that has not arrived, in milliseconds: a medium may lose what is said, and rooms repeat it. */
const REPEAT_AFTER_MS = 500

/** One word of a strategy about a meeting place. */
interface RelayReport {
  readonly url: string
  readonly state: RelayState
  readonly error: Error | undefined
}

/** A room's side of the seam, without a room: it writes down what a strategy tells it. Its greetings say its ID. */
export class RecordingPlace implements MeetingPlace {
  readonly topic: Promise<string>
  readonly selfId = randomId()
  /** IDs of who has greeted, signals (each once, as rooms take them) and relay states, in order. */
  readonly greetings: string[] = []
  readonly signals: string[] = []
  readonly relays: RelayReport[] = []
  readonly #checks = new Set<() => void>()
  #hellos = 0

  constructor(topic: string) {
    this.topic = Promise.resolve(topic)
  }

  hello(): Promise<string> {
    return Promise.resolve(`${this.selfId} ${++this.#hellos}`)
  }

  onGreeting(sealed: string): void {
    this.greetings.push(sealed.split(' ')[0] ?? '')
    this.#changed()
  }

  onSignal(sealed: string): void {
    if (!this.signals.includes(sealed)) this.signals.push(sealed)
    this.#changed()
  }

  onRelay(url: string, state: RelayState, error?: Error): void {
    this.relays.push({ url, state, error })
    this.#changed()
  }

  /** Forgets what it was told, so that what follows can be awaited. */
  forget(): void {
    for (const list of [this.greetings, this.signals, this.relays]) list.length = 0
  }

  /** Resolves once another one's greeting was heard. */
  hears(other: RecordingPlace): Promise<void> {
    return this.until(() => this.greetings.includes(other.selfId))
  }

  receives(signal: string): Promise<void> {
    return this.until(() => this.signals.includes(signal))
  }

  /** Resolves once a meeting place (`url`: this one) is in a state, with the error that was reported with it. */
  async relay(state: RelayState, url?: string): Promise<Error | undefined> {
    const find = () => this.relays.find((report) => report.state === state && (url ?? report.url) === report.url)
    await this.until(() => find() !== undefined)
    return find()?.error
  }

  until(isIt: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isIt()) return
        this.#checks.delete(check)
        resolve()
      }
      this.#checks.add(check)
      check()
    })
  }

  #changed(): void {
    for (const check of this.#checks) check()
  }
}

/** A strategy in use, as a room uses it. */
export class Visit {
  readonly #signaling: Signaling
  readonly #announcer: Announcer

  constructor(signaling: Signaling) {
    this.#signaling = signaling
    this.#announcer = new Announcer(
      () => signaling.announce(),
      () => true,
    )
    this.#announcer.restart()
  }

  /** Says something once. */
  send(to: RecordingPlace, signal: string): void {
    this.#signaling.send(to.selfId, signal)
  }

  /** Says something until it has arrived. */
  async tell(to: RecordingPlace, signal: string): Promise<void> {
    this.send(to, signal)
    const timer = setInterval(() => this.send(to, signal), REPEAT_AFTER_MS)
    await to.receives(signal)
    clearInterval(timer)
  }

  async close(): Promise<void> {
    this.#announcer.stop()
    await this.#signaling.close()
  }
}

/** An ID as peers and topics have them. */
export const randomId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 20)
