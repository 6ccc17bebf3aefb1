import type { Owner, Peer } from '../library.ts'

/** How large the pieces of a payload are, in bytes: they carry as much as any other size. */
const PIECE_BYTES = 65_536

/** In front of every message: what it is. */
const VALUE = 0
const PIECE = 1
const LAST_PIECE = 2

/** What sends bytes and knows when there is room for more. */
export interface Channel {
  send(bytes: Uint8Array<ArrayBuffer>): void
  /** The same for a payload's piece; resolves when there is room for the next. */
  sendPiece(bytes: Uint8Array<ArrayBuffer>): Promise<void> | void
}

/** For libraries that only carry messages: what a page has to write itself to say values and send payloads. */
export class Pieces implements Peer {
  readonly #channel: Channel
  readonly #owner: Owner
  #pieces: Uint8Array<ArrayBuffer>[] = []

  constructor(channel: Channel, owner: Owner) {
    this.#channel = channel
    this.#owner = owner
  }

  say(value: number): void {
    const message = new DataView(new ArrayBuffer(9))
    message.setUint8(0, VALUE)
    message.setFloat64(1, value)
    this.#channel.send(new Uint8Array(message.buffer))
  }

  send(bytes: ArrayBuffer): void {
    void this.#sendPieces(new Uint8Array(bytes))
  }

  receive(message: Uint8Array<ArrayBuffer>): void {
    const [type] = message
    if (type === VALUE) {
      this.#owner.onValue(new DataView(message.buffer, message.byteOffset).getFloat64(1))
      return
    }
    this.#pieces.push(message.subarray(1))
    if (type === LAST_PIECE) this.#owner.onPayload(this.#whole().byteLength)
  }

  async #sendPieces(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const length = PIECE_BYTES - 1
    for (let offset = 0; offset < bytes.byteLength; offset += length) {
      const body = bytes.subarray(offset, offset + length)
      const message = new Uint8Array(body.byteLength + 1)
      message[0] = offset + length < bytes.byteLength ? PIECE : LAST_PIECE
      message.set(body, 1)
      await this.#channel.sendPiece(message)
    }
  }

  #whole(): ArrayBuffer {
    const whole = new Uint8Array(this.#pieces.reduce((length, piece) => length + piece.byteLength, 0))
    let offset = 0
    for (const piece of this.#pieces) {
      whole.set(piece, offset)
      offset += piece.byteLength
    }
    this.#pieces = []
    return whole.buffer
  }
}
