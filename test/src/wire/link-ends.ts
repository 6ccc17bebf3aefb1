import { PeerError } from '../../../src/errors.ts'
import { encodeMetadata, type Json } from '../../../src/json.ts'
import { decodeFrame, type Frame } from '../../../src/wire/frames.ts'
import { Receiver, type Arrival, type Received, type Recipient } from '../../../src/wire/receiver.ts'
import { Sender, type Outlet, type Parcel } from '../../../src/wire/sender.ts'
import { readable } from '../../../src/wire/source.ts'

/** What a frame's own fields may take of it: see `HEADER_BYTES` in sender.ts. */
const HEADER_BYTES = 48

/** Small frames, so that a few hundred bytes are a long payload. */
export const FRAME_BYTES = 256

/** The most payload that one frame of `FRAME_BYTES` carries. */
export const CHUNK_BYTES = FRAME_BYTES - HEADER_BYTES

export interface EndOptions {
  /** In bytes. */
  maxFrameBytes?: number
  /** How many frames may wait to be delivered before there is no room for more. */
  roomFrames?: number
  /** In bytes. */
  maxPayload?: number
}

interface Taken {
  readonly arrival: Arrival
  readonly data: Received
}

/** One end of a link: a sender and a receiver as a session has them. What it sends waits until `Ends` delivers it. */
export class End implements Outlet, Recipient {
  readonly maxFrameBytes: number
  readonly sender: Sender
  readonly receiver: Receiver
  /** What was sent and is on its way, in order. */
  readonly underWay: Uint8Array<ArrayBuffer>[] = []
  /** Every frame that came. */
  readonly heard: Frame[] = []
  readonly taken: Taken[] = []
  readonly fractions: number[] = []
  /** What the application wants. */
  wanted: 'whole' | 'stream' | 'later' = 'whole'
  onSent: () => void = () => undefined
  readonly #roomFrames: number
  #closed = false

  constructor({ maxFrameBytes = FRAME_BYTES, roomFrames = 4, maxPayload = 2 ** 20 }: EndOptions = {}) {
    this.maxFrameBytes = maxFrameBytes
    this.#roomFrames = roomFrames
    this.sender = new Sender(this)
    this.receiver = new Receiver('peer', maxPayload, this, (frame) => this.sender.control(frame))
    this.sender.enqueue({ type: 'port', port: 0, kind: 0, name: 'test' })
  }

  get hasRoom(): boolean {
    return this.underWay.length < this.#roomFrames
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    // A channel that fails to copy would show what is done with the bytes later.
    this.underWay.push(bytes.slice())
    this.onSent()
  }

  sendNow(bytes: Uint8Array<ArrayBuffer>): void {
    this.send(bytes)
  }

  sendLater(bytes: Uint8Array<ArrayBuffer>): void {
    this.send(bytes)
  }

  wants(): 'whole' | 'stream' | 'later' {
    return this.wanted
  }

  deliver(arrival: Arrival, data: Received): boolean {
    this.taken.push({ arrival, data })
    return true
  }

  progress(_arrival: Arrival, fraction: number): void {
    this.fractions.push(fraction)
  }

  /** Sends a payload to the other end. */
  post(
    data: unknown,
    { metadata, ...rest }: { metadata?: Json } & Pick<Parcel, 'onProgress' | 'signal'> = {},
  ): Promise<void> {
    return this.sender.send({ port: 0, readable: readable(data), metadata: encodeMetadata(metadata), ...rest })
  }

  /** Begins to take what the other end waits with. */
  listen(wanted: 'whole' | 'stream'): void {
    this.wanted = wanted
    this.receiver.acceptWaiting()
  }

  /** As a session does with a frame. */
  hear(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#closed) return
    const frame = decodeFrame(bytes)
    this.heard.push(frame)
    switch (frame.type) {
      case 'port':
        return this.receiver.onPort(frame)
      case 'start':
        return this.receiver.onStart(frame)
      case 'chunk':
        return this.receiver.onChunk(frame)
      case 'cancel':
        return this.receiver.onCancel(frame.transfer)
      case 'credit':
        return this.sender.onCredit(frame.transfer, frame.bytes)
      case 'refuse':
        return this.sender.onRefuse(frame.transfer, new PeerError(`refused-${frame.code}`, 'peer', frame.code))
      case 'done':
        return this.sender.onDone(frame.transfer)
      default:
        throw new Error(`a sender does not send ${frame.type}`)
    }
  }

  close(error: Error): void {
    this.#closed = true
    this.sender.close(error)
    this.receiver.close(error)
  }
}

/** A link's two ends and a channel between them that keeps order in each direction, as SCTP does, and nothing else. */
export class Ends {
  readonly left: End
  readonly right: End

  constructor(options?: EndOptions) {
    this.left = new End(options)
    this.right = new End(options)
  }

  /** Delivers the next frame that an end has sent; false when there is none. The end hears of the room later. */
  deliverFrom(end: End): boolean {
    const bytes = end.underWay.shift()
    if (!bytes) return false
    this.#other(end).hear(bytes)
    return true
  }

  /** Delivers what is under way, and what that gives rise to, until nothing is. */
  async settle(): Promise<void> {
    do {
      while ([this.deliverFrom(this.left), this.deliverFrom(this.right)].includes(true)) {
        this.#tellOfRoom()
        await Promise.resolve()
      }
      // Streams that have been read ask for more in a later microtask.
      await new Promise((resolve) => setTimeout(resolve))
    } while (this.left.underWay.length + this.right.underWay.length > 0)
  }

  /**
   * Delivers until a promise is settled. The schedule, over and over, tells whose turn it is to be heard: true for the
   * left end. `afterFrame` is told how many frames have been delivered.
   */
  async deliverUntil(
    finished: Promise<unknown>,
    schedule: readonly boolean[] = [true, false],
    afterFrame: (frames: number) => void = () => undefined,
  ): Promise<void> {
    const wait = { isOver: false, end: (): void => undefined }
    const finish = (): void => {
      wait.isOver = true
      wait.end()
    }
    finished.then(finish, finish)
    this.left.onSent = this.right.onSent = () => wait.end()
    for (let turn = 0, frames = 0; !wait.isOver; turn++) {
      const end = schedule[turn % schedule.length] ? this.left : this.right
      const somethingNew = new Promise<void>((resolve) => (wait.end = resolve))
      if (this.deliverFrom(end) || this.deliverFrom(this.#other(end))) {
        afterFrame(++frames)
        this.#tellOfRoom()
        await Promise.resolve()
      } else {
        await somethingNew
      }
    }
  }

  /** As `bufferedamountlow` does, some time after there is room. */
  #tellOfRoom(): void {
    for (const end of [this.left, this.right]) end.sender.pump()
  }

  #other(end: End): End {
    return end === this.left ? this.right : this.left
  }
}
