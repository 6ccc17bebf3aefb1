import { MAX_CANDIDATES } from './limits.ts'
import type { Link, SignalData } from './link.ts'
import type { Setup } from './signals.ts'

/** How long candidates gather before they are sent on together, in milliseconds: they come in bursts. */
const CANDIDATE_BATCH_MS = 5

/** When our side of an unanswered meeting is said again, in milliseconds: the medium may have lost it. Then twice as late. */
const REPEAT_AFTER_MS = 1_500

/** When a meeting that came to nothing is given up, in milliseconds. */
const GIVE_UP_AFTER_MS = 20_000

/** What one side has to say of a connection in the making. */
export type Said = Pick<Setup, 'sdp' | 'candidates'>

/** Two peers making one connection over a medium that may lose, repeat and reorder what they say. */
export class Meeting {
  /** The offerer's number for this connection. */
  readonly number: number
  readonly isOfferer: boolean
  readonly #link: Link
  readonly #say: (said: Said) => void
  #sdp: string | undefined
  #candidates: RTCIceCandidateInit[] = []
  #hasDescription = false
  readonly #tried = new Set<string>()
  #batch: ReturnType<typeof setTimeout> | undefined
  #repeat: ReturnType<typeof setTimeout> | undefined
  readonly #giveUp: ReturnType<typeof setTimeout>

  constructor(number: number, isOfferer: boolean, link: Link, say: (said: Said) => void) {
    this.number = number
    this.isOfferer = isOfferer
    this.#link = link
    this.#say = say
    this.#giveUp = setTimeout(() => link.close(new Error('no connection could be made')), GIVE_UP_AFTER_MS)
    this.#repeatAfter(REPEAT_AFTER_MS)
  }

  /** Whether the other side has taken part. */
  get isAnswered(): boolean {
    return this.#hasDescription
  }

  /** Our link's part: to be said to the other side. */
  onSignal(data: SignalData): void {
    if (data.type === 'offer' || data.type === 'answer') {
      this.#sdp = data.sdp
      this.#sayAll()
    } else if (data.type === 'candidate') {
      this.#candidates.push(data.candidate)
      this.#batch ??= setTimeout(() => this.#sayAll(), CANDIDATE_BATCH_MS)
    }
  }

  /** The other side's part: what is new of it goes to our link. */
  hear(setup: Setup): void {
    if (!this.#hasDescription) {
      this.#hasDescription = true
      this.#link.signal({ type: setup.kind, sdp: setup.sdp })
    }
    for (const candidate of setup.candidates) {
      const key = JSON.stringify(candidate)
      if (this.#tried.has(key) || this.#tried.size >= MAX_CANDIDATES) continue
      this.#tried.add(key)
      this.#link.signal({ type: 'candidate', candidate })
    }
  }

  /** The connection is made, or has come to nothing. */
  end(): void {
    clearTimeout(this.#batch)
    clearTimeout(this.#repeat)
    clearTimeout(this.#giveUp)
  }

  #sayAll(): void {
    clearTimeout(this.#batch)
    this.#batch = undefined
    if (this.#sdp !== undefined) this.#say({ sdp: this.#sdp, candidates: this.#candidates })
  }

  #repeatAfter(ms: number): void {
    this.#repeat = setTimeout(() => {
      this.#sayAll()
      this.#repeatAfter(ms * 2)
    }, ms)
  }
}
