import { MAX_EXCHANGE_BYTES, MAX_EXCHANGE_MESSAGES } from './limits.ts'
import { ConfigError } from './errors.ts'
import { encodeJson, parseJson, type Json } from './json.ts'
import type { Admit, Exchange } from './signaling.ts'

/** How long `admit` may take when `admitTimeout` does not say, in milliseconds: time for a person to answer, not to leave. */
export const ADMIT_TIMEOUT_MS = 10_000

const utf8 = new TextDecoder()

/** The conversation in which a connected peer is admitted to the room, or not. */
export class Admission implements Exchange {
  readonly #say: (json: string) => void
  readonly #heard: Json[] = []
  readonly #receivers: { resolve: (value: Json) => void; reject: (error: Error) => void }[] = []
  #isOver = false

  constructor(say: (json: string) => void) {
    this.#say = say
  }

  /** Whether `admit` says yes in time. An error counts as a no. */
  async decide(peerId: string, admit: Admit, timeoutMs: number): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs)
    })
    try {
      return await Promise.race([Promise.resolve(admit(peerId, this)), late])
    } catch {
      return false
    } finally {
      clearTimeout(timer)
      this.end(new Error('the admission is over'))
    }
  }

  /** @throws ConfigError when the value is not JSON, or too large. */
  async send(value: Json): Promise<void> {
    if (this.#isOver) throw new Error('the admission is over')
    const json = encodeJson('exchange', value)
    if (json.byteLength > MAX_EXCHANGE_BYTES)
      throw new ConfigError('exchange', `at most ${MAX_EXCHANGE_BYTES} bytes of JSON`)
    this.#say(utf8.decode(json))
  }

  receive(): Promise<Json> {
    const value = this.#heard.shift()
    if (value !== undefined) return Promise.resolve(value)
    if (this.#isOver) return Promise.reject(new Error('the admission is over'))
    return new Promise((resolve, reject) => this.#receivers.push({ resolve, reject }))
  }

  /** @throws RangeError, SyntaxError when a peer says too much, or something that is not JSON. */
  hear(json: string): void {
    if (this.#isOver) return
    if (json.length > MAX_EXCHANGE_BYTES || this.#heard.length >= MAX_EXCHANGE_MESSAGES)
      throw new RangeError('it said too much')
    const value = parseJson(json)
    const receiver = this.#receivers.shift()
    if (receiver) receiver.resolve(value)
    else this.#heard.push(value)
  }

  /** Ends what still waits. */
  end(error: Error): void {
    this.#isOver = true
    for (const { reject } of this.#receivers.splice(0)) reject(error)
  }
}
