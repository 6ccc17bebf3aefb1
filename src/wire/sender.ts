import { MAX_OUTGOING_TRANSFERS, MAX_PIECE_BYTES } from '../limits.ts'
import { encodeChunk, encodeFrame, type Frame } from './frames.ts'
import type { Readable, Source } from './source.ts'

/** Room for a frame's own fields besides metadata and payload, in bytes. */
const HEADER_BYTES = 48

/** What frames go out through. */
export interface Outlet {
  readonly maxFrameBytes: number
  /** Whether another frame can go out without making later ones wait. */
  readonly hasRoom: boolean
  send(bytes: Uint8Array<ArrayBuffer>): void
  /** Sends before this returns: the bytes may change afterwards. */
  sendNow(bytes: Uint8Array<ArrayBuffer>): void
  /** Sends with whatever goes next, in the next task at the latest. */
  sendLater(bytes: Uint8Array<ArrayBuffer>): void
}

/** One payload for one peer. */
export interface Parcel {
  /** The port's number on this link. */
  readonly port: number
  readonly readable: Readable
  /** JSON in UTF-8, or empty for none. */
  readonly metadata: Uint8Array
  /** How much of it is out, 0 to 1; 1 only when the peer has it all. */
  readonly onProgress?: ((fraction: number) => void) | undefined
  /** Stops the transfer; `send` rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

interface Transfer {
  readonly id: number
  readonly parcel: Parcel
  readonly source: Source
  /** What the receiver has allowed and has not got yet, in bytes. */
  credit: number
  sent: number
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/**
 * Sends all that goes over one link. Small messages go as one frame each, in order; large ones are cut up and take
 * turns, one frame of each and one small message at a time. Little is kept in the channel, so that whatever comes next
 * waits for a few frames, never for a file.
 */
export class Sender {
  readonly #outlet: Outlet
  /** Frames that found no room, in order. A Set, because it gives up its first without moving the rest. */
  readonly #queue = new Set<Uint8Array<ArrayBuffer>>()
  /** All that is not acknowledged yet, by ID. */
  readonly #transfers = new Map<number, Transfer>()
  /** Those cut up, in turn. */
  readonly #turns = new Set<Transfer>()
  /** Those that wait until another one is done. */
  readonly #waiting = new Set<Transfer>()
  /** What every chunk is written into. */
  #chunk: Uint8Array<ArrayBuffer> | undefined
  #lastId = 0
  #closedBy: Error | undefined

  constructor(outlet: Outlet) {
    this.#outlet = outlet
  }

  /** Sends what must not wait: answers, signals, heartbeats. */
  control(frame: Frame): void {
    if (!this.#closedBy) this.#outlet.send(encodeFrame(frame))
  }

  /** Sends what is in no hurry, and soon has company: an answer often follows an acknowledgement. */
  acknowledge(frame: Frame): void {
    if (!this.#closedBy) this.#outlet.sendLater(encodeFrame(frame))
  }

  /** Sends a frame after all small messages before it. */
  enqueue(frame: Frame): void {
    this.#queue.add(encodeFrame(frame))
    this.pump()
  }

  /**
   * Resolves when the peer has the whole payload.
   *
   * @throws ProtocolError when the peer refuses it, the signal's reason when it is aborted, the link's error when it
   *   closes, and what reading the payload failed with.
   */
  send(parcel: Parcel): Promise<void> {
    const { signal } = parcel
    const id = ++this.#lastId
    const abort = (): void => this.#stop(id, signal?.reason)
    const sent = new Promise<void>((resolve, reject) => {
      if (this.#closedBy) return reject(this.#closedBy)
      const source = parcel.readable({ onReady: () => this.pump(), onError: (error) => this.#stop(id, error) })
      const transfer: Transfer = { id, parcel, source, credit: 0, sent: 0, resolve, reject }
      this.#transfers.set(id, transfer)
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) this.#end(transfer, signal.reason)
      else this.#begin(transfer)
    })
    return sent.finally(() => signal?.removeEventListener('abort', abort))
  }

  /** The receiver takes more of a transfer. */
  onCredit(id: number, bytes: number): void {
    const transfer = this.#transfers.get(id)
    if (!transfer) return
    transfer.credit += bytes
    this.pump()
  }

  /** The receiver does not want a transfer, or no longer. */
  onRefuse(id: number, error: Error): void {
    if (this.#transfers.has(id)) this.#stop(id, error)
    else this.control({ type: 'cancel', transfer: id })
  }

  /** The receiver has a whole transfer. */
  onDone(id: number): void {
    const transfer = this.#transfers.get(id)
    // A peer that thanks for what it cannot have yet is not believed.
    if (!transfer || transfer.sent < transfer.source.size) return
    this.#forget(transfer)
    transfer.parcel.onProgress?.(1)
    transfer.resolve()
  }

  /** Sends as much as there is room for. Called whenever there may be something new to send, or room to send it. */
  pump(): void {
    while (!this.#closedBy && this.#outlet.hasRoom) {
      const message = this.#sendMessage()
      const chunk = this.#sendChunk()
      if (!message && !chunk) return
    }
  }

  /** Rejects all that is under way. */
  close(error: Error): void {
    if (this.#closedBy) return
    this.#closedBy = error
    this.#queue.clear()
    for (const transfer of [...this.#transfers.values()]) this.#end(transfer, error)
  }

  #begin(transfer: Transfer): void {
    const { id, parcel, source } = transfer
    const { port, metadata } = parcel
    const start = { type: 'start', transfer: id, port, binary: source.binary, size: source.size, metadata } as const
    const isSmall = source.size + metadata.byteLength + HEADER_BYTES <= this.#outlet.maxFrameBytes
    const body = isSmall ? source.take(source.size) : undefined
    if (body) {
      transfer.sent = source.size
      this.enqueue({ ...start, body })
    } else if (this.#turns.size < MAX_OUTGOING_TRANSFERS) {
      this.#turns.add(transfer)
      this.enqueue({ ...start, body: new Uint8Array() })
    } else {
      this.#waiting.add(transfer)
    }
  }

  get #pieceBytes(): number {
    return Math.min(MAX_PIECE_BYTES, this.#outlet.maxFrameBytes - HEADER_BYTES)
  }

  #sendMessage(): boolean {
    for (const bytes of this.#queue) {
      this.#queue.delete(bytes)
      this.#outlet.send(bytes)
      return true
    }
    return false
  }

  #sendChunk(): boolean {
    for (const transfer of this.#turns) {
      const { id, credit, parcel, source } = transfer
      const room = Math.min(this.#pieceBytes, credit, source.size - transfer.sent)
      const body = room > 0 ? source.take(room) : undefined
      if (!body) continue
      this.#chunk ??= new Uint8Array(this.#pieceBytes + HEADER_BYTES)
      this.#outlet.sendNow(encodeChunk(id, body, this.#chunk))
      transfer.credit -= body.byteLength
      transfer.sent += body.byteLength
      // To the end of the line.
      this.#turns.delete(transfer)
      this.#turns.add(transfer)
      if (transfer.sent < source.size) parcel.onProgress?.(transfer.sent / source.size)
      return true
    }
    return false
  }

  #stop(id: number, reason: unknown): void {
    const transfer = this.#transfers.get(id)
    if (!transfer) return
    const hasBegun = !this.#waiting.has(transfer)
    // Ended first, or the next piece would follow where there is room for it.
    this.#end(transfer, reason)
    if (hasBegun) this.enqueue({ type: 'cancel', transfer: id })
  }

  #end(transfer: Transfer, reason: unknown): void {
    this.#forget(transfer)
    transfer.reject(reason)
  }

  #forget(transfer: Transfer): void {
    transfer.source.close?.()
    this.#transfers.delete(transfer.id)
    this.#waiting.delete(transfer)
    if (this.#turns.delete(transfer) && !this.#closedBy) this.#beginNext()
  }

  #beginNext(): void {
    for (const transfer of this.#waiting) {
      this.#waiting.delete(transfer)
      this.#begin(transfer)
      return
    }
  }
}
