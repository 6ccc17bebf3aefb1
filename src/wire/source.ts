import { encodeJson, type Json } from '../json.ts'
import { release } from '../release.ts'

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
  /** Lets go what it reads from. */
  close?(): void
}

/** What a source tells the transfer that reads it. */
export interface SourceReader {
  onReady(): void
  onError(error: Error): void
}

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

/**
 * Reads a Blob as a stream, the next piece while this one is sent. Slices would be read faster, but each is a Blob of its
 * own, which the browser holds until it collects garbage: a hundred megabytes of a large file.
 */
class BlobSource implements Source {
  readonly binary = true
  readonly size: number
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
  readonly #owner: SourceReader
  #piece = new Uint8Array()
  #next: Uint8Array<ArrayBuffer> | undefined
  #read = 0
  #reading = false

  constructor(blob: Blob, owner: SourceReader) {
    this.size = blob.size
    this.#reader = blob.stream().getReader()
    this.#owner = owner
  }

  take(length: number): Uint8Array | undefined {
    if (this.#piece.byteLength === 0 && this.#next) {
      // What was taken of it has been sent by now.
      release(this.#piece.buffer)
      this.#piece = this.#next
      this.#next = undefined
    }
    void this.#readAhead()
    if (this.#piece.byteLength === 0 && this.size > 0) return undefined
    const taken = this.#piece.subarray(0, length)
    this.#piece = this.#piece.subarray(taken.byteLength)
    return taken
  }

  close(): void {
    // What cannot be read has said so already.
    this.#reader.cancel().catch(() => undefined)
  }

  async #readAhead(): Promise<void> {
    if (this.#reading || this.#next || this.#read >= this.size) return
    this.#reading = true
    try {
      const { value } = await this.#reader.read()
      if (!value) throw new DOMException(`it ended after ${this.#read} of ${this.size} bytes`, 'NotReadableError')
      this.#next = value
      this.#read += value.byteLength
      this.#reading = false
      this.#owner.onReady()
    } catch (error) {
      // `reading` stays set: a file that has changed or gone is not asked again.
      this.#owner.onError(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
