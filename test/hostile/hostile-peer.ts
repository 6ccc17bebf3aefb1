import type { BaseConfig, Room } from '../../src/core.ts'
import { decodeFrame, encodeFrame, type Frame } from '../../src/wire/frames.ts'
import type { PeerFrame } from '../support/peer-frame.ts'
import { openFrame, until } from '../support/peer.ts'

type Core = typeof import('../../src/core.ts')
type Memory = typeof import('../support/memory.ts')

/** A message of the data channel: a frame, bytes that should be one, or a text. */
export type Message = Frame | Uint8Array<ArrayBuffer> | string

export interface EnterOptions {
  readonly config?: Partial<BaseConfig>
  /** Says something else whenever the library says something. */
  readonly instead?: ((frame: Frame) => Message[]) | undefined
}

/** One side of a link, in the hands of whoever says what the library would not; `change` tells that something was heard. */
export class RawLink extends EventTarget {
  /** What came over it, in order, and how large it was in bytes. */
  readonly heard: Frame[] = []
  readonly sizes: number[] = []
  readonly #channel: RTCDataChannel
  readonly #send: (message: string | Uint8Array<ArrayBuffer>) => void
  #lastNonce = 2 ** 40

  constructor(channel: RTCDataChannel, instead?: (frame: Frame) => Message[]) {
    super()
    this.#channel = channel
    this.#send = channel.send.bind(channel) as (message: string | Uint8Array<ArrayBuffer>) => void
    if (instead) {
      const send = (bytes: Uint8Array<ArrayBuffer>): void => this.send(...unpack(bytes).flatMap(instead))
      Object.defineProperty(channel, 'send', { value: send })
    }
    channel.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      this.heard.push(...unpack(new Uint8Array(data)))
      this.sizes.push(data.byteLength)
      this.#changed()
    })
    channel.addEventListener('close', () => this.#changed())
  }

  get isClosed(): boolean {
    return this.#channel.readyState !== 'open'
  }

  /** Keeps from the library what comes from now on, so that it neither answers nor takes offence. */
  deafen(): void {
    this.#channel.onmessage = null
  }

  /** Sends what it is given, as far as the other side still listens. */
  send(...messages: Message[]): void {
    for (const message of messages) {
      if (this.isClosed) return
      this.#send(typeof message === 'string' || message instanceof Uint8Array ? message : encodeFrame(message))
    }
  }

  /** Resolves once all that was sent has been dealt with, or nobody listens any more. */
  async absorbed(): Promise<void> {
    const nonce = ++this.#lastNonce
    this.send({ type: 'ping', nonce })
    const isAnswered = (): boolean => this.heard.some((frame) => frame.type === 'pong' && frame.nonce === nonce)
    await until(this, 'change', () => this.isClosed || isAnswered())
  }

  /** The frames of a type that came so far. */
  of<Type extends Frame['type']>(type: Type): (Frame & { type: Type })[] {
    return this.heard.filter((frame): frame is Frame & { type: Type } => frame.type === type)
  }

  /** Resolves when so many frames of a type have come. */
  async hears<Type extends Frame['type']>(type: Type, count = 1): Promise<(Frame & { type: Type })[]> {
    await until(this, 'change', () => this.of(type).length >= count)
    return this.of(type)
  }

  /** The first frame of a type, or the next one if there is none yet. */
  async next<Type extends Frame['type']>(type: Type): Promise<Frame & { type: Type }> {
    const [frame] = await this.hears(type)
    return frame ?? Promise.reject(new Error(`it has heard a ${type}`))
  }

  async closed(): Promise<void> {
    await until(this, 'change', () => this.isClosed)
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'))
  }
}

/** The frames in a message. */
function unpack(message: Uint8Array<ArrayBuffer>): Frame[] {
  const frame = decodeFrame(message)
  return frame.type === 'pack' ? frame.frames.map(decodeFrame) : [frame]
}

/**
 * A peer that joins properly, by the library, and then misuses its links. It enters and leaves as often as it likes;
 * `change` tells that something was heard over one of its links.
 */
export class HostilePeer extends EventTarget {
  readonly id: string
  readonly #frame: PeerFrame
  readonly #namespace: string
  #links = new Map<RTCPeerConnection, RawLink>()
  #options: EnterOptions = {}
  #room: Room | undefined

  private constructor(id: string, frame: PeerFrame, namespace: string) {
    super()
    this.id = id
    this.#frame = frame
    this.#namespace = namespace
    this.#takeHoldOfLinks()
  }

  static async open(namespace: string): Promise<HostilePeer> {
    const frame = await openFrame()
    const { selfId } = await frame.import<Core>('/src/core.ts')
    return new HostilePeer(selfId, frame, namespace)
  }

  get room(): Room {
    if (!this.#room) throw new Error('it has not entered')
    return this.#room
  }

  /** All its links since it entered. */
  get links(): RawLink[] {
    return [...this.#links.values()]
  }

  /** Joins anew: for everybody else it is another joining. */
  async enter(options: EnterOptions = {}): Promise<Room> {
    await this.#room?.leave()
    this.#options = options
    this.#links = new Map()
    const { createJoinRoom } = await this.#frame.import<Core>('/src/core.ts')
    const { memory } = await this.#frame.import<Memory>('/test/support/memory.ts')
    this.#room = createJoinRoom(memory)({ appId: 'test', ...options.config }, this.#namespace)
    return this.#room
  }

  /** The link to a peer that it has joined. */
  linkTo(peerId: string): RawLink {
    const connection = this.room.getConnection(peerId)
    const link = connection && this.#links.get(connection)
    if (!link) throw new Error('it has no such link')
    return link
  }

  #takeHoldOfLinks(): void {
    const { window } = this.#frame
    const take = (connection: RTCPeerConnection, channel: RTCDataChannel): void => {
      const link = new RawLink(channel, this.#options.instead)
      link.addEventListener('change', () => this.dispatchEvent(new Event('change')))
      this.#links.set(connection, link)
    }
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
      override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, init)
        take(this, channel)
        return channel
      }
    }
  }
}
