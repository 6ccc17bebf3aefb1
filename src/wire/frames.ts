import { concat } from '../encoding.ts'
import { ID_LENGTH } from '../identity.ts'
import { MAX_ACCEPTED_FRAME_BYTES } from '../limits.ts'

/**
 * What two linked peers say to each other. A frame is one message of the data channel: a byte for its type, then its
 * fields, numbers as varints (LEB128, as in Protocol Buffers), the last field as the rest of the frame.
 */
export type Frame =
  /** The sender has admitted us; it joins once we have admitted it. */
  | { type: 'join'; version: number }
  /** A value of the exchange before joining. */
  | { type: 'exchange'; json: string }
  /** The sender leaves, or drops us; `code` says why. */
  | { type: 'bye'; code: string }
  | { type: 'ping'; nonce: number }
  | { type: 'pong'; nonce: number }
  /** What simple-peer has to say about a renegotiation. */
  | { type: 'negotiation'; json: string }
  /** What a stream or track that comes next is. */
  | { type: 'media'; json: string }
  /** The IDs of all whom the sender is linked with, one after the other. */
  | { type: 'members'; peerIds: string }
  /** The sealed greeting of the sender, or of somebody it is linked with. */
  | { type: 'greeting'; sealed: string }
  /** A sealed signal to pass on to `peerId`. */
  | { type: 'relay'; peerId: string; sealed: string }
  /** A sealed signal that the sender passes on to us. */
  | { type: 'relayed'; sealed: string }
  /** Names a port by a number, before its first use on this link. */
  | { type: 'port'; port: number; kind: number; name: string }
  /** A payload begins. A small one is whole already: then `body` has `size` bytes; else it is empty. */
  | {
      type: 'start'
      transfer: number
      port: number
      binary: boolean
      size: number
      metadata: Uint8Array
      body: Uint8Array
    }
  /** The next piece of a payload. */
  | { type: 'chunk'; transfer: number; body: Uint8Array }
  /** The receiver takes that many bytes more. The first one accepts the transfer. */
  | { type: 'credit'; transfer: number; bytes: number }
  /** The receiver does not want it, or no longer. The sender confirms by `cancel`. */
  | { type: 'refuse'; transfer: number; code: string }
  /** The receiver has the whole payload. */
  | { type: 'done'; transfer: number }
  /** The sender stops, or confirms a refusal: nothing of the transfer follows. */
  | { type: 'cancel'; transfer: number }
  /** Several frames that go together; none of them is a pack. */
  | { type: 'pack'; frames: Uint8Array<ArrayBuffer>[] }

// A frame's number on the wire is its place here: append, never reorder.
const TYPES = [
  'join',
  'exchange',
  'bye',
  'ping',
  'pong',
  'negotiation',
  'media',
  'greeting',
  'relay',
  'relayed',
  'port',
  'start',
  'chunk',
  'credit',
  'refuse',
  'done',
  'cancel',
  'members',
  'pack',
] as const satisfies readonly Frame['type'][]

const utf8 = new TextEncoder()
// A byte order mark is a character like any other: an action may be named by one.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes of a frame. */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const { type } = frame
  switch (type) {
    case 'join':
      return bytesOf(type, [frame.version])
    case 'exchange':
    case 'negotiation':
    case 'media':
      return bytesOf(type, [], utf8.encode(frame.json))
    case 'bye':
      return bytesOf(type, [], utf8.encode(frame.code))
    case 'ping':
    case 'pong':
      return bytesOf(type, [frame.nonce])
    case 'greeting':
    case 'relayed':
      return bytesOf(type, [], utf8.encode(frame.sealed))
    case 'relay':
      return bytesOf(type, [], utf8.encode(frame.peerId), utf8.encode(frame.sealed))
    case 'port':
      return bytesOf(type, [frame.port, frame.kind], utf8.encode(frame.name))
    case 'start': {
      const { transfer, port, binary, size, metadata, body } = frame
      return bytesOf(type, [transfer, port, binary ? 1 : 0, size, metadata.byteLength], metadata, body)
    }
    case 'chunk':
      return bytesOf(type, [frame.transfer], frame.body)
    case 'credit':
      return bytesOf(type, [frame.transfer, frame.bytes])
    case 'refuse':
      return bytesOf(type, [frame.transfer], utf8.encode(frame.code))
    case 'done':
    case 'cancel':
      return bytesOf(type, [frame.transfer])
    case 'members':
      return bytesOf(type, [], utf8.encode(frame.peerIds))
    case 'pack':
      return bytesOf(type, [], ...frame.frames.flatMap((bytes) => [varint(bytes.byteLength), bytes]))
  }
}

/**
 * A chunk in a buffer that was there already, and is written anew for each: the frames of a large file would be gigabytes
 * that only wait to be collected.
 */
export function encodeChunk(
  transfer: number,
  body: Uint8Array,
  buffer: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const head = [TYPES.indexOf('chunk')]
  pushVarint(head, transfer)
  buffer.set(head)
  buffer.set(body, head.length)
  return buffer.subarray(0, head.length + body.byteLength)
}

/** Every other message goes through here: one allocation, whatever it is made of. */
function bytesOf(
  type: Frame['type'],
  numbers: readonly number[],
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const head = [TYPES.indexOf(type)]
  for (const number of numbers) pushVarint(head, number)
  return concat([head, ...parts])
}

/**
 * Reads a message of the channel.
 *
 * @throws RangeError, TypeError when it is no frame, or a longer one than is accepted.
 */
export function frameOf(message: unknown): Frame {
  const isFrame = message instanceof ArrayBuffer && message.byteLength <= MAX_ACCEPTED_FRAME_BYTES
  if (isFrame) return decodeFrame(new Uint8Array(message))
  throw new RangeError('it sent a message that is no frame')
}

/** Reads a frame. Throws `RangeError` or `TypeError` when the bytes are none. */
export function decodeFrame(bytes: Uint8Array<ArrayBuffer>): Frame {
  const read = new Reader(bytes)
  const type = TYPES[read.byte()]
  switch (type) {
    case 'join':
      return { type, version: read.number() }
    case 'exchange':
    case 'negotiation':
    case 'media':
      return { type, json: read.text() }
    case 'bye':
      return { type, code: read.text() }
    case 'ping':
    case 'pong':
      return { type, nonce: read.number() }
    case 'greeting':
    case 'relayed':
      return { type, sealed: read.text() }
    case 'relay':
      return { type, peerId: strictUtf8.decode(read.bytes(ID_LENGTH)), sealed: read.text() }
    case 'port':
      return { type, port: read.number(), kind: read.number(), name: read.text() }
    case 'start':
      return {
        type,
        transfer: read.number(),
        port: read.number(),
        binary: read.number() === 1,
        size: read.number(),
        metadata: read.bytes(read.number()),
        body: read.rest(),
      }
    case 'chunk':
      return { type, transfer: read.number(), body: read.rest() }
    case 'credit':
      return { type, transfer: read.number(), bytes: read.number() }
    case 'refuse':
      return { type, transfer: read.number(), code: read.text() }
    case 'done':
    case 'cancel':
      return { type, transfer: read.number() }
    case 'members':
      return { type, peerIds: read.text() }
    case 'pack':
      return { type, frames: read.list() }
    default:
      throw new RangeError('a frame of an unknown type')
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  pushVarint(bytes, value)
  return new Uint8Array(bytes)
}

function pushVarint(bytes: number[], value: number): void {
  // Division instead of shifts: sizes go beyond 32 bits.
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  bytes.push(rest)
}

class Reader {
  readonly #bytes: Uint8Array<ArrayBuffer>
  #offset = 0

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes
  }

  byte(): number {
    const byte = this.#bytes[this.#offset++]
    if (byte === undefined) throw new RangeError('a frame ends early')
    return byte
  }

  number(): number {
    let value = 0
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('a number in a frame is too large')
      if (byte < 0x80) return value
      if (factor >= 0x80 ** 7) throw new RangeError('a number in a frame is too long')
    }
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const end = this.#offset + length
    if (end > this.#bytes.byteLength) throw new RangeError('a frame ends early')
    const bytes = this.#bytes.subarray(this.#offset, end)
    this.#offset = end
    return bytes
  }

  list(): Uint8Array<ArrayBuffer>[] {
    const list: Uint8Array<ArrayBuffer>[] = []
    while (this.#offset < this.#bytes.byteLength) list.push(this.bytes(this.number()))
    return list
  }

  rest(): Uint8Array<ArrayBuffer> {
    return this.bytes(this.#bytes.byteLength - this.#offset)
  }

  text(): string {
    return strictUtf8.decode(this.rest())
  }
}
