import { SignalingError } from '../errors.ts'
import type { MeetingPlace } from '../signaling.ts'

export type OnRelay = MeetingPlace['onRelay']

/** How soon and how seldom an address that does not answer is tried again, in milliseconds. */
const RETRY_MIN_MS = 500
const RETRY_MAX_MS = 30_000

/**
 * Keeps an address reached, trying at once, then ever more rarely while it does not answer, and says how it stands
 * whenever that changes; it begins with `connecting`.
 */
export class KeptConnection {
  readonly #url: string
  readonly #reach: () => Promise<void>
  readonly #onRelay: OnRelay
  #delay = RETRY_MIN_MS
  #timer: ReturnType<typeof setTimeout> | undefined
  #isReached = false
  #isStopped = false

  /** @param reach tries once, and rejects when the address does not answer */
  constructor(url: string, reach: () => Promise<void>, onRelay: OnRelay) {
    this.#url = url
    this.#reach = reach
    this.#onRelay = onRelay
    void this.#try()
  }

  /** To be called when the connection has ended. */
  lost(): void {
    if (!this.#isReached || this.#isStopped) return
    this.#isReached = false
    this.#fail(new SignalingError(this.#url, 'the connection was lost'))
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  #retry(): void {
    this.#onRelay(this.#url, 'connecting')
    void this.#try()
  }

  async #try(): Promise<void> {
    try {
      await this.#reach()
    } catch (cause) {
      if (!this.#isStopped) this.#fail(new SignalingError(this.#url, reasonOf(cause), { cause }))
      return
    }
    if (this.#isStopped) return
    this.#isReached = true
    this.#delay = RETRY_MIN_MS
    this.#onRelay(this.#url, 'open')
  }

  #fail(error: SignalingError): void {
    this.#onRelay(this.#url, 'closed', error)
    // Half of it by chance: who lost the same node together should not come back together.
    this.#timer = setTimeout(() => this.#retry(), this.#delay * (0.5 + Math.random() / 2))
    this.#delay = Math.min(this.#delay * 2, RETRY_MAX_MS)
  }
}

/** libp2p wraps what went wrong with the one address that it was given. */
function reasonOf(cause: unknown): string {
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  return `does not answer (${inner instanceof Error ? inner.message : String(inner)})`
}
