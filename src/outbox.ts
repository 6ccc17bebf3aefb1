import { callSafely } from './callback.ts'
import { ConfigError, PeerError, SendError } from './errors.ts'
import { encodeMetadata, type Json } from './json.ts'
import type { Session } from './session.ts'
import type { Port } from './wire/receiver.ts'
import { readable } from './wire/source.ts'

/** Who is meant: one peer, several, or, by null or nothing, all that are in the room now. */
export type Target = string | readonly string[] | null | undefined

export interface SendOptions {
  readonly metadata?: Json | undefined
  /** How much of it each peer has, 0 to 1. */
  readonly onProgress?: ((fraction: number, peerId: string, metadata: Json | undefined) => void) | undefined
  /** Stops the transfer on both sides. */
  readonly signal?: AbortSignal | undefined
}

/** Brings payloads to the members of a room. */
export class Outbox {
  readonly #members: ReadonlyMap<string, Session>

  constructor(members: ReadonlyMap<string, Session>) {
    this.#members = members
  }

  /**
   * Resolves when every target has the whole payload.
   *
   * @throws ConfigError for a bad argument, SendError naming the peers that did not get it, the signal's reason when
   *   it is aborted.
   */
  async send(port: Port, data: unknown, target: Target, options: SendOptions = {}): Promise<void> {
    const { metadata, onProgress, signal } = options
    const parcel = { readable: readable(data), metadata: encodeMetadata(metadata), signal }
    const peerIds = this.idsOf(target)
    signal?.throwIfAborted()
    // Not async: all of it goes out in this turn, so that messages keep the order in which they were sent.
    const sent = peerIds.map((peerId) => {
      const session = this.#members.get(peerId)
      if (!session) return Promise.reject(new PeerError('left', peerId, 'not in the room'))
      const report = onProgress && ((fraction: number) => callSafely(onProgress, fraction, peerId, metadata))
      return session.send(port, { ...parcel, onProgress: report })
    })
    const results = await Promise.allSettled(sent)
    signal?.throwIfAborted()
    const failures = new Map<string, Error>()
    results.forEach((result, i) => {
      if (result.status === 'rejected') failures.set(peerIds[i] ?? '', asError(result.reason))
    })
    if (failures.size > 0) throw new SendError(failures)
  }

  /** The targets that are here. Who has gone needs nothing of us any more. */
  sessionsOf(target: Target): Session[] {
    return this.idsOf(target).flatMap((peerId) => this.#members.get(peerId) ?? [])
  }

  /** @throws ConfigError for what is no target. */
  idsOf(target: Target): string[] {
    if (target === null || target === undefined) return [...this.#members.keys()]
    const peerIds: readonly unknown[] = typeof target === 'string' ? [target] : target
    if (!Array.isArray(peerIds) || !peerIds.every((peerId) => typeof peerId === 'string')) {
      throw new ConfigError('target', 'a peer ID, a list of peer IDs, or null for everybody')
    }
    return [...new Set(peerIds)]
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))
