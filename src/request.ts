import { PortKind, portOf } from './action.ts'
import { PeerError, SendError } from './errors.ts'
import type { Inbox } from './inbox.ts'
import type { Outbox } from './outbox.ts'
import { fieldsOf, type Json } from './json.ts'
import type { Port, Received } from './wire/receiver.ts'
import type { Payload } from './wire/source.ts'

/** How long an answer may take when `timeout` does not say, in milliseconds. */
const ANSWER_TIMEOUT_MS = 30_000

export interface AskOptions {
  /** In milliseconds; 30,000 by default. */
  timeout?: number
  signal?: AbortSignal
}

/** What a request is answered with, or nothing. */
export type Reply = Json | ArrayBuffer | undefined

/**
 * Resolves to what the peer's answer returned.
 *
 * @throws PeerError: `answer` with its message when the answer threw, `timeout`, `left`; the signal's reason when aborted.
 */
export type Ask = (data: Payload, peerId: string, options?: AskOptions) => Promise<Reply>

/** Registers who answers, in the place of who did before. */
export type Answer = (
  callback: (data: Json | ArrayBuffer, peerId: string) => Payload | void | Promise<Payload | void>,
) => void

interface Question {
  readonly peerId: string
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

/** Questions and answers under one name. */
export class Request {
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #requests: Port
  readonly #replies: Port
  readonly #questions = new Map<number, Question>()
  #lastId = 0

  /** @throws ConfigError when the name is none. */
  constructor(name: string, inbox: Inbox, outbox: Outbox) {
    this.#inbox = inbox
    this.#outbox = outbox
    this.#requests = portOf(PortKind.request, name)
    this.#replies = portOf(PortKind.reply, name)
    inbox.listen(this.#replies, (data, peerId, metadata) => this.#onReply(data, peerId, metadata))
  }

  readonly ask: Ask = async (data, peerId, { timeout = ANSWER_TIMEOUT_MS, signal } = {}) => {
    const id = ++this.#lastId
    // Stops what is still being sent, whatever it is that ends the question.
    const stop = new AbortController()
    const abort = (): void => stop.abort(signal?.reason)
    const late = (): void => stop.abort(new PeerError('timeout', peerId, `no answer within ${timeout} ms`))
    const timer = setTimeout(late, timeout)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    const reply = new Promise<Reply>((resolve, reject) => {
      this.#questions.set(id, { peerId, resolve, reject })
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error))
    })
    try {
      const metadata = { id }
      const sent = this.#outbox.send(this.#requests, data, peerId, { metadata, signal: stop.signal })
      const [, answer] = await Promise.all([sent, reply])
      return answer
    } catch (error) {
      throw error instanceof SendError ? error.errors[0] : error
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      this.#questions.delete(id)
      stop.abort()
    }
  }

  readonly answer: Answer = (callback) => {
    this.#inbox.listen(this.#requests, (data, peerId, metadata) => {
      const { id } = fieldsOf(metadata)
      if (typeof id === 'number') void this.#reply(callback, data, peerId, id)
    })
  }

  /** A peer has left: it answers nothing any more. */
  onLeave(peerId: string): void {
    for (const question of this.#questions.values()) {
      if (question.peerId === peerId)
        question.reject(new PeerError('left', peerId, `${peerId} left before it answered`))
    }
  }

  async #reply(callback: Parameters<Answer>[0], data: Received, peerId: string, id: number): Promise<void> {
    try {
      if (data instanceof ReadableStream) return
      const said = await callback(data, peerId)
      const metadata = said === undefined ? { id, empty: true } : { id }
      await this.#outbox.send(this.#replies, said ?? null, peerId, { metadata })
    } catch (error) {
      // Its message only: the rest is nobody else's business.
      const message = error instanceof Error ? error.message : String(error)
      await this.#outbox.send(this.#replies, message, peerId, { metadata: { id, failed: true } }).catch(() => undefined)
    }
  }

  #onReply(data: Received, peerId: string, metadata: Json | undefined): void {
    const { id, empty, failed } = fieldsOf(metadata)
    const question = typeof id === 'number' ? this.#questions.get(id) : undefined
    // Only who was asked answers.
    if (question?.peerId !== peerId || data instanceof ReadableStream) return
    if (failed === true)
      question.reject(new PeerError('answer', peerId, typeof data === 'string' ? data : 'its answer failed'))
    else question.resolve(empty === true ? undefined : data)
  }
}
