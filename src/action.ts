import { ConfigError } from './errors.ts'
import type { Inbox } from './inbox.ts'
import { MAX_NAME_BYTES } from './limits.ts'
import type { Outbox, SendOptions, Target } from './outbox.ts'
import type { Json } from './json.ts'
import type { Port } from './wire/receiver.ts'
import type { Binary, Payload } from './wire/source.ts'

/** What a value arrives as: binary of any kind as an `ArrayBuffer`, JSON as it was. */
export type Arrived<T> = T extends Binary ? ArrayBuffer : T
/** The same with `{stream: true}`: binary as a stream, handed over while it arrives. */
export type Streamed<T> = T extends Binary ? ReadableStream<Uint8Array> : T

/** Called with a fraction from 0 to 1, the peer's ID, and the message's metadata. */
export type OnProgress = (fraction: number, peerId: string, metadata: Json | undefined) => void

/**
 * Sends JSON or binary; resolves when every target has the whole payload. Bytes must stay as they are until then.
 *
 * @throws ConfigError for a bad argument, SendError naming the peers that did not get it, the signal's reason when aborted.
 */
export type Send<T = Payload> = (
  data: T,
  target?: Target,
  metadata?: Json,
  onProgress?: OnProgress,
  options?: Pick<SendOptions, 'signal'>,
) => Promise<void>

/** Registers who is called with each message, in the place of who was before. */
export interface Receive<T = Payload> {
  (callback: (data: Arrived<T>, peerId: string, metadata: Json | undefined) => void, options?: { stream?: false }): void
  (callback: (data: Streamed<T>, peerId: string, metadata: Json | undefined) => void, options: { stream: true }): void
}

/** Registers who is called while a payload arrives, in the place of who was before. */
export type Progress = (callback: OnProgress) => void

export type Action<T = Payload> = [send: Send<T>, receive: Receive<T>, progress: Progress]

/** What a port's `kind` says. On the wire: append, never change. */
export const PortKind = { action: 0, request: 1, reply: 2 } as const

/** A port of that name. @throws ConfigError when it is no name. */
export function portOf(kind: number, name: unknown): Port {
  const length = typeof name === 'string' ? new TextEncoder().encode(name).byteLength : 0
  // UTF-8 has no half characters: two names with one would be the same at the peer.
  if (typeof name === 'string' && /\p{Surrogate}/u.test(name)) throw new ConfigError('name', 'well-formed Unicode')
  if (typeof name === 'string' && length > 0 && length <= MAX_NAME_BYTES) return { kind, name }
  throw new ConfigError('name', `a string of 1 to ${MAX_NAME_BYTES} UTF-8 bytes, not ${length || typeof name}`)
}

/** A named channel between all members of a room. @throws ConfigError when the name is none. */
export function makeAction<T>(name: string, inbox: Inbox, outbox: Outbox): Action<T> {
  const port = portOf(PortKind.action, name)
  return [
    (data, target, metadata, onProgress, options) =>
      outbox.send(port, data, target, { metadata, onProgress, signal: options?.signal }),
    // The inbox keeps to the option, so what it calls back with is what the overload promises.
    (callback: (data: never, peerId: string, metadata: Json | undefined) => void, options?: { stream?: boolean }) =>
      inbox.listen(port, callback as Parameters<Inbox['listen']>[1], options?.stream),
    (callback) => inbox.watch(port, callback),
  ]
}
