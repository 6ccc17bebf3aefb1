import { PeerError, SendError } from '../src/index.ts'
import type { Json } from '../src/index.ts'
import type { Channel } from './channel.ts'
import type { RoomSession } from './room-session.ts'

/** Most received bytes kept for saving, and most lines in the list: what peers send is kept until it is removed. */
const MAX_HELD_BYTES = 2 ** 30
const MAX_TRANSFERS = 200

/** What has arrived is handed to the browser's own store, which may be on disk, by this many bytes. */
const PART_BYTES = 8 * 2 ** 20

/** One file on its way to or from one peer. */
export interface Transfer {
  readonly peerId: string
  readonly direction: 'in' | 'out'
  readonly name: string
  /** In bytes, as the sender says. */
  readonly size: number
  /** 0 to 1. */
  fraction: number
  state: 'active' | 'done' | 'stopped'
  /** A received file, to save. */
  url: string | undefined
  /** Stops it, on both sides. */
  readonly abort: AbortController
}

/** The files that go over one channel: binary payloads with `{name, size}` as their metadata. */
export class FileTransfers {
  readonly #onChange: () => void
  #channel: Channel | undefined
  #transfers: readonly Transfer[] = []

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get list(): readonly Transfer[] {
    return this.#transfers
  }

  /** @param maxSize largest file accepted, in bytes; asked for each file */
  attach(session: RoomSession, name: string, maxSize: () => number, signal: AbortSignal): void {
    const channel = session.channel(name, true)
    this.#channel = channel
    channel.listen(
      { stream: (stream, peerId, metadata) => void this.#receive(stream, peerId, metadata, maxSize()) },
      signal,
    )
    signal.addEventListener('abort', () => {
      for (const transfer of this.#transfers) this.cancel(transfer)
      this.#channel = undefined
    })
  }

  /** Rejects with what `send` rejects with, unless either side has stopped the file on purpose. */
  async send(file: File, peerId: string): Promise<void> {
    const transfer = this.#add(peerId, 'out', file)
    const { signal } = transfer.abort
    const metadata = { name: file.name, size: file.size }
    try {
      await this.#channel?.send(file, peerId, metadata, (fraction) => this.#update(transfer, { fraction }), { signal })
      this.#update(transfer, { fraction: 1, state: 'done' })
    } catch (error) {
      const wasStopped = signal.aborted || wasDeclined(error)
      this.cancel(transfer)
      if (!wasStopped) throw error
    }
  }

  /** Stops a file on its way, on both sides. */
  cancel(transfer: Transfer): void {
    if (transfer.state !== 'active') return
    this.#update(transfer, { state: 'stopped' })
    transfer.abort.abort()
  }

  /** Takes a finished transfer out of the list and lets its bytes go. */
  remove(transfer: Transfer): void {
    if (transfer.url) URL.revokeObjectURL(transfer.url)
    this.#transfers = this.#transfers.filter((each) => each !== transfer)
    this.#onChange()
  }

  clear(): void {
    for (const transfer of this.#transfers) this.remove(transfer)
  }

  async #receive(
    stream: ReadableStream<Uint8Array>,
    peerId: string,
    metadata: Json | undefined,
    maxSize: number,
  ): Promise<void> {
    // The sender is told by the end of its transfer.
    if (!isDescription(metadata) || !this.#hasRoomFor(metadata.size, maxSize)) return stream.cancel()
    const transfer = this.#add(peerId, 'in', metadata)
    try {
      const blob = await this.#gather(stream, transfer)
      this.#update(transfer, { fraction: 1, state: 'done', url: URL.createObjectURL(blob) })
    } catch {
      // Stopped by the sender or by us, gone with the peer, or not what was announced.
      this.cancel(transfer)
    }
  }

  async #gather(stream: ReadableStream<Uint8Array>, transfer: Transfer): Promise<Blob> {
    const parts: Blob[] = []
    let pieces: BlobPart[] = []
    let [received, held] = [0, 0]
    const store = new WritableStream<Uint8Array<ArrayBuffer>>({
      write: (piece) => {
        received += piece.byteLength
        held += piece.byteLength
        if (received > transfer.size) throw new RangeError('longer than announced')
        pieces.push(piece)
        if (held >= PART_BYTES) {
          parts.push(new Blob(pieces))
          pieces = []
          held = 0
        }
        if (received < transfer.size) this.#update(transfer, { fraction: received / transfer.size })
      },
    })
    const { signal } = transfer.abort
    await stream.pipeTo(store, { signal })
    signal.throwIfAborted()
    if (received < transfer.size) throw new RangeError('shorter than announced')
    // Of no type that a browser would open: even if somebody opens it in a tab, nothing in it runs in this origin.
    return new Blob([...parts, ...pieces], { type: 'application/octet-stream' })
  }

  #hasRoomFor(size: number, maxSize: number): boolean {
    const kept = this.#transfers.filter(({ direction, state }) => direction === 'in' && state !== 'stopped')
    const held = kept.reduce((sum, each) => sum + each.size, 0)
    return size <= maxSize && held + size <= MAX_HELD_BYTES && this.#transfers.length < MAX_TRANSFERS
  }

  #add(peerId: string, direction: Transfer['direction'], { name, size }: Description): Transfer {
    const abort = new AbortController()
    const transfer: Transfer = { peerId, direction, name, size, fraction: 0, state: 'active', url: undefined, abort }
    this.#transfers = [...this.#transfers, transfer]
    this.#onChange()
    return transfer
  }

  #update(transfer: Transfer, change: Partial<Pick<Transfer, 'fraction' | 'state' | 'url'>>): void {
    Object.assign(transfer, change)
    this.#onChange()
  }
}

/** What is said of a file. */
interface Description {
  readonly name: string
  /** In bytes. */
  readonly size: number
}

function isDescription(metadata: unknown): metadata is Description {
  if (typeof metadata !== 'object' || metadata === null) return false
  const { name, size } = metadata as Partial<Record<keyof Description, unknown>>
  return typeof name === 'string' && typeof size === 'number' && size >= 0
}

/** Whether it failed because the receiver did not want it. */
function wasDeclined(error: unknown): boolean {
  return (
    error instanceof SendError &&
    error.errors.every((each) => each instanceof PeerError && each.code === 'refused-cancelled')
  )
}
