import { CHANNEL_BUFFER_BYTES } from '../limits.ts'
import { queueTask } from '../task.ts'
import { encodeFrame } from './frames.ts'
import type { Outlet } from './sender.ts'

/** Room that a frame takes in a pack besides its own bytes, at most. */
const PREFIX_BYTES = 4

/** What packed frames go out through, one message at a time. */
export interface MessageOutlet {
  readonly maxFrameBytes: number
  /** In bytes. */
  readonly bufferedAmount: number
  send(message: Uint8Array<ArrayBuffer>): void
}

/**
 * Sends the frames of one turn of the event loop together. A message costs a browser far more than its bytes, and small
 * frames come in company: an acknowledgement with the answer, a thousand messages from one loop.
 */
export class Packer implements Outlet {
  readonly #outlet: MessageOutlet
  #frames: Uint8Array<ArrayBuffer>[] = []
  #bytes = 0
  #isDue = false

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet
  }

  get maxFrameBytes(): number {
    return this.#outlet.maxFrameBytes
  }

  get hasRoom(): boolean {
    return this.#outlet.bufferedAmount + this.#bytes < CHANNEL_BUFFER_BYTES
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#add(frame)
    if (!this.#isDue) queueMicrotask(() => this.flush())
    this.#isDue = true
  }

  sendNow(frame: Uint8Array<ArrayBuffer>): void {
    this.flush()
    this.#outlet.send(frame)
  }

  sendLater(frame: Uint8Array<ArrayBuffer>): void {
    this.#add(frame)
    if (this.#frames.length === 1) queueTask(() => this.flush())
  }

  /** Sends what there is at once. */
  flush(): void {
    const frames = this.#frames
    const [first] = frames
    this.#frames = []
    this.#bytes = 0
    this.#isDue = false
    if (first) this.#outlet.send(frames.length === 1 ? first : encodeFrame({ type: 'pack', frames }))
  }

  #add(frame: Uint8Array<ArrayBuffer>): void {
    const bytes = frame.byteLength + PREFIX_BYTES
    if (this.#bytes + bytes > this.maxFrameBytes) this.flush()
    this.#frames.push(frame)
    this.#bytes += bytes
  }
}
