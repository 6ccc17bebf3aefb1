import { encodeJson, type Json } from '../json.ts'

export type Binary = Blob | ArrayBuffer | ArrayBufferView
/** What can be sent: anything JSON can say, or bytes. */
export type Payload = Json | Binary

/** A payload as it is sent: piece by piece, front to back. */
export interface Source {
  readonly binary: boolean
  /** In bytes. */
  readonly size: number
  /** The next bytes, `length` at most, or undefined while they are being read: `onReady` tells when to ask again. */
  take(length: number): Uint8Array | undefined
}

/** What a source tells the transfer that reads it. */
export interface SourceReader {
  onReady(): void
  onError(error: Error): void
}

/** How much of a Blob is read at a time, in bytes: large enough that reading is no bottleneck, small enough to hold two. */
const SLAB_BYTES = 2 ** 20

/** A payload that can be read any number of times, each time from its front. */
export type Readable = (reader: SourceReader) => Source

/** @throws ConfigError for a value that is neither bytes nor something JSON can say. */
export function readable(data: unknown): Readable {
  if (isBlob(data)) return (reader) => new BlobSource(data, reader)
  if (isArrayBuffer(data)) return () => new BytesSource(new Uint8Array(data), true)
  if (ArrayBuffer.isView(data)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    return () => new BytesSource(bytes, true)
  }
  const json = encodeJson('data', data)
  return () => new BytesSource(json, false)
}

// By tag, because `instanceof` fails for what another frame of the page has made.
const tagOf = (value: unknown): string => Object.prototype.toString.call(value)
const isBlob = (value: unknown): value is Blob => ['[object Blob]', '[object File]'].includes(tagOf(value))
const isArrayBuffer = (value: unknown): value is ArrayBuffer => tagOf(value) === '[object ArrayBuffer]'

class BytesSource implements Source {
  readonly binary: boolean
  readonly #bytes: Uint8Array
  #offset = 0

  constructor(bytes: Uint8Array, binary: boolean) {
    this.#bytes = bytes
    this.binary = binary
  }

  get size(): number {
    return this.#bytes.byteLength
  }

  take(length: number): Uint8Array {
    const piece = this.#bytes.subarray(this.#offset, this.#offset + length)
    this.#offset += piece.byteLength
    return piece
  }
}

/** Reads a Blob slab by slab, the next one while this one is sent. */
class BlobSource implements Source {
  readonly binary = true
  readonly #blob: Blob
  readonly #reader: SourceReader
  #slab = new Uint8Array()
  #next: Uint8Array<ArrayBuffer> | undefined
  #read = 0
  #reading = false

  constructor(blob: Blob, reader: SourceReader) {
    this.#blob = blob
    this.#reader = reader
  }

  get size(): number {
    return this.#blob.size
  }

  take(length: number): Uint8Array | undefined {
    if (this.#slab.byteLength === 0 && this.#next) {
      this.#slab = this.#next
      this.#next = undefined
    }
    void this.#readAhead()
    if (this.#slab.byteLength === 0 && this.size > 0) return undefined
    const piece = this.#slab.subarray(0, length)
    this.#slab = this.#slab.subarray(piece.byteLength)
    return piece
  }

  async #readAhead(): Promise<void> {
    if (this.#reading || this.#next || this.#read >= this.size) return
    this.#reading = true
    try {
      const slice = this.#blob.slice(this.#read, this.#read + SLAB_BYTES)
      this.#next = new Uint8Array(await slice.arrayBuffer())
      this.#read += this.#next.byteLength
      this.#reading = false
      this.#reader.onReady()
    } catch (error) {
      // `reading` stays set: a file that has changed or gone is not asked again.
      this.#reader.onError(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
