import { concat } from '../encoding.ts'
import { ProtocolError } from '../errors.ts'
import {
  MAX_ACTIONS_PER_PEER,
  MAX_INCOMING_TRANSFERS,
  MAX_METADATA_BYTES,
  MAX_NAME_BYTES,
  MAX_SMALL_PIECES,
  MIN_MEAN_PIECE_BYTES,
  REFUSALS_AT_ONCE,
  REFUSALS_PER_SECOND,
  STREAM_WINDOW_BYTES,
  UNHEARD_TIMEOUT_MS,
} from '../limits.ts'
import { RateLimit } from '../rate-limit.ts'
import { parseJson, type Json } from '../json.ts'
import type { Frame } from './frames.ts'

/** Where a payload goes to: an action, or one of the two directions of a request. */
export interface Port {
  readonly kind: number
  readonly name: string
}

/** A payload that has begun to arrive. */
export interface Arrival {
  readonly port: Port
  readonly binary: boolean
  /** In bytes. */
  readonly size: number
  readonly metadata: Json | undefined
}

/** What has arrived: a JSON value, binary, or binary that is still arriving. */
export type Received = Json | ArrayBuffer | ReadableStream<Uint8Array>

/** Who takes what arrives. */
export interface Recipient {
  /** How a payload is wanted that comes in pieces: whole, as it comes, or not yet because nobody listens. */
  wants(arrival: Arrival): 'whole' | 'stream' | 'later'
  /** Takes a payload; false when nobody listens and there is no room to keep it. */
  deliver(arrival: Arrival, data: Received): boolean
  progress(arrival: Arrival, fraction: number): void
}

interface Incoming {
  readonly arrival: Arrival
  /** What the peer may still send, in bytes; undefined until the transfer is accepted. */
  credit: number | undefined
  received: number
  /** How many pieces that took. */
  count: number
  pieces: Uint8Array[]
  stream?: ReadableStreamDefaultController<Uint8Array>
  timer?: ReturnType<typeof setTimeout>
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Puts together what comes over one link, within limits. A peer sends nothing that was not accepted first, so what it can
 * make us hold is what we have allowed it; a frame outside of that is a broken protocol and throws.
 */
export class Receiver {
  readonly #peerId: string
  readonly #maxPayload: number
  readonly #recipient: Recipient
  readonly #reply: (frame: Frame) => void
  readonly #ports = new Map<number, Port>()
  readonly #incoming = new Map<number, Incoming>()
  /** Stopped by us in the middle, and not yet confirmed by the sender: pieces on their way are no offence. */
  readonly #stopped = new Set<number>()
  readonly #refusals = new RateLimit(REFUSALS_PER_SECOND, REFUSALS_AT_ONCE)
  /** Sizes of all accepted transfers that are held here until they are whole. */
  #heldBytes = 0

  constructor(peerId: string, maxPayload: number, recipient: Recipient, reply: (frame: Frame) => void) {
    this.#peerId = peerId
    this.#maxPayload = maxPayload
    this.#recipient = recipient
    this.#reply = reply
  }

  /** @throws ProtocolError when the peer breaks the protocol. */
  onPort({ port, kind, name }: Frame & { type: 'port' }): void {
    if (this.#ports.size >= MAX_ACTIONS_PER_PEER)
      throw this.#offence(`it named more than ${MAX_ACTIONS_PER_PEER} actions`)
    if (new TextEncoder().encode(name).byteLength > MAX_NAME_BYTES)
      throw this.#offence(`an action's name has more than ${MAX_NAME_BYTES} bytes`)
    this.#ports.set(port, { kind, name })
  }

  /** @throws ProtocolError */
  onStart(frame: Frame & { type: 'start' }): void {
    const { transfer, binary, size, body } = frame
    const port = this.#ports.get(frame.port)
    if (!port) throw this.#offence('it sent to an action it had not named')
    if (this.#incoming.has(transfer) || this.#stopped.has(transfer))
      throw this.#offence('it used a transfer number twice')
    const arrival: Arrival = { port, binary, size, metadata: this.#metadata(frame.metadata) }
    if (body.byteLength === size) return this.#onWhole(transfer, arrival, body)
    if (body.byteLength > 0) throw this.#offence('it sent a piece before it was asked to')
    if (this.#incoming.size + this.#stopped.size >= MAX_INCOMING_TRANSFERS) return this.#refuse(transfer, 'busy')
    this.#incoming.set(transfer, { arrival, credit: undefined, received: 0, count: 0, pieces: [] })
    this.acceptWaiting()
  }

  /** @throws ProtocolError */
  onChunk({ transfer, body }: Frame & { type: 'chunk' }): void {
    if (this.#stopped.has(transfer)) return
    const incoming = this.#incoming.get(transfer)
    if (!incoming) throw this.#offence('it sent a piece of nothing')
    const { arrival, credit = 0 } = incoming
    if (body.byteLength === 0 || body.byteLength > credit) throw this.#offence('it sent more than it was asked for')
    incoming.credit = credit - body.byteLength
    incoming.received += body.byteLength
    if (++incoming.count > MAX_SMALL_PIECES + incoming.received / MIN_MEAN_PIECE_BYTES)
      throw this.#offence('it cut a payload into too many pieces')
    // The message that it came in is not kept.
    const piece = body.slice()
    if (incoming.stream) incoming.stream.enqueue(piece)
    else incoming.pieces.push(piece)
    if (incoming.received < arrival.size) this.#recipient.progress(arrival, incoming.received / arrival.size)
    else this.#onLast(transfer, incoming)
  }

  /** The sender stops a transfer, or confirms that we refused it. */
  onCancel(transfer: number): void {
    this.#stopped.delete(transfer)
    const incoming = this.#incoming.get(transfer)
    if (!incoming) return
    this.#forget(transfer, incoming)
    incoming.stream?.error(new DOMException('the peer stopped the transfer', 'AbortError'))
    this.acceptWaiting()
  }

  /** Accepts what waited for a listener or for room, in order. */
  acceptWaiting(): void {
    for (const [transfer, incoming] of this.#incoming) {
      if (incoming.credit === undefined) this.#consider(transfer, incoming)
    }
  }

  /** Errors the streams of all that was under way. */
  close(error: Error): void {
    for (const [transfer, incoming] of [...this.#incoming]) {
      this.#forget(transfer, incoming)
      incoming.stream?.error(error)
    }
  }

  #consider(transfer: number, incoming: Incoming): void {
    const { arrival } = incoming
    const wanted = this.#recipient.wants(arrival)
    if (wanted === 'later') {
      incoming.timer ??= setTimeout(() => {
        this.#forget(transfer, incoming)
        this.#refuse(transfer, 'unheard')
      }, UNHEARD_TIMEOUT_MS)
      return
    }
    clearTimeout(incoming.timer)
    if (wanted === 'stream') return this.#openStream(transfer, incoming)
    if (arrival.size > this.#maxPayload) {
      this.#incoming.delete(transfer)
      return this.#refuse(transfer, 'too-large')
    }
    // Room for one payload of the largest size, or several smaller ones; the next one waits.
    if (this.#heldBytes > 0 && this.#heldBytes + arrival.size > this.#maxPayload) return
    this.#heldBytes += arrival.size
    this.#grant(transfer, incoming, arrival.size)
  }

  #openStream(transfer: number, incoming: Incoming): void {
    const { arrival } = incoming
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          incoming.stream = controller
        },
        pull: (controller) => this.#refill(transfer, incoming, controller),
        cancel: () => {
          if (this.#incoming.get(transfer) !== incoming) return
          this.#forget(transfer, incoming)
          this.#stopped.add(transfer)
          this.#refuse(transfer, 'cancelled')
        },
      },
      { highWaterMark: STREAM_WINDOW_BYTES, size: (piece) => piece.byteLength },
    )
    this.#grant(transfer, incoming, Math.min(STREAM_WINDOW_BYTES, arrival.size))
    this.#recipient.deliver(arrival, stream)
  }

  #refill(transfer: number, incoming: Incoming, controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { arrival, credit = 0, received } = incoming
    const room = Math.min((controller.desiredSize ?? 0) - credit, arrival.size - received - credit)
    const isWorthAFrame = room >= STREAM_WINDOW_BYTES / 4 || room === arrival.size - received - credit
    if (room > 0 && isWorthAFrame) this.#grant(transfer, incoming, room)
  }

  #grant(transfer: number, incoming: Incoming, bytes: number): void {
    incoming.credit = (incoming.credit ?? 0) + bytes
    this.#reply({ type: 'credit', transfer, bytes })
  }

  #onWhole(transfer: number, arrival: Arrival, body: Uint8Array): void {
    if (arrival.size > this.#maxPayload && this.#recipient.wants(arrival) !== 'stream') {
      return this.#refuse(transfer, 'too-large')
    }
    const data = this.#dataOf(arrival, [body])
    const isStream = data instanceof ArrayBuffer && this.#recipient.wants(arrival) === 'stream'
    this.#recipient.progress(arrival, 1)
    if (this.#recipient.deliver(arrival, isStream ? new Blob([data]).stream() : data)) {
      this.#reply({ type: 'done', transfer })
    } else {
      this.#refuse(transfer, 'unheard')
    }
  }

  #onLast(transfer: number, incoming: Incoming): void {
    const { arrival, pieces, stream } = incoming
    this.#forget(transfer, incoming)
    const data = stream ? undefined : this.#dataOf(arrival, pieces)
    this.#reply({ type: 'done', transfer })
    this.#recipient.progress(arrival, 1)
    stream?.close()
    if (data !== undefined) this.#recipient.deliver(arrival, data)
    this.acceptWaiting()
  }

  #forget(transfer: number, incoming: Incoming): void {
    clearTimeout(incoming.timer)
    this.#incoming.delete(transfer)
    if (incoming.credit !== undefined && !incoming.stream) this.#heldBytes -= incoming.arrival.size
    incoming.pieces = []
  }

  #refuse(transfer: number, code: 'too-large' | 'busy' | 'unheard' | 'cancelled'): void {
    // Only these two are a peer's fault: it cannot know what is listened to here.
    if ((code === 'too-large' || code === 'busy') && !this.#refusals.take())
      throw this.#offence('it kept sending what was refused')
    this.#reply({ type: 'refuse', transfer, code })
  }

  #dataOf({ binary }: Arrival, pieces: readonly Uint8Array[]): Json | ArrayBuffer {
    const bytes = concat(pieces)
    return binary ? bytes.buffer : this.#parse(bytes)
  }

  #metadata(bytes: Uint8Array): Json | undefined {
    if (bytes.byteLength > MAX_METADATA_BYTES) throw this.#offence(`metadata has more than ${MAX_METADATA_BYTES} bytes`)
    return bytes.byteLength === 0 ? undefined : this.#parse(bytes)
  }

  #parse(bytes: Uint8Array): Json {
    try {
      return parseJson(utf8.decode(bytes))
    } catch {
      throw this.#offence('it sent something that is not JSON')
    }
  }

  #offence(what: string): ProtocolError {
    return new ProtocolError('protocol', this.#peerId, `${this.#peerId} broke the protocol: ${what}`)
  }
}
