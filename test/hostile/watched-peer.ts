import { expect } from '@open-wc/testing'
import type { BaseConfig, Room, Strategy } from '../../src/core.ts'
import type { TrysteroError } from '../../src/errors.ts'
import type { PeerFrame } from '../support/peer-frame.ts'
import { openFrame, until, type Peer } from '../support/peer.ts'

type Core = typeof import('../../src/core.ts')
type Memory = typeof import('../support/memory.ts')

/** The parts of Web Crypto that the room's key is made by, without which no signal is opened, and that open one. */
const STEPS = ['digest', 'deriveKey', 'importKey', 'decrypt', 'verify'] as const

export interface WatchOptions {
  /** Instead of the true memory strategy. */
  readonly strategy?: Strategy
  readonly config?: Partial<BaseConfig>
  /** Run in the peer's page before the library is there. */
  readonly prepare?: (frame: PeerFrame) => void
}

/** A user of the library in a frame of its own that notices all that happens to its page. */
export class WatchedPeer implements Peer {
  readonly id: string
  readonly room: Room
  readonly frame: PeerFrame
  /** What the room reported as `error`, in order. */
  readonly errors: TrysteroError[] = []
  /** Who joined and who left, in order. */
  readonly joins: string[] = []
  readonly leaves: string[] = []
  readonly #page: PageWatch

  private constructor(id: string, room: Room, frame: PeerFrame, page: PageWatch) {
    this.id = id
    this.room = room
    this.frame = frame
    this.#page = page
    room.addEventListener('error', ({ error }) => this.errors.push(error))
    room.addEventListener('peer-join', ({ peerId }) => this.joins.push(peerId))
    room.addEventListener('peer-leave', ({ peerId }) => this.leaves.push(peerId))
  }

  /** Opens a frame in which a peer joins a room. */
  static async join(namespace: string, { strategy, config, prepare }: WatchOptions = {}): Promise<WatchedPeer> {
    const frame = await openFrame()
    const page = new PageWatch(frame)
    prepare?.(frame)
    const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
    const { memory } = await frame.import<Memory>('/test/support/memory.ts')
    const room = createJoinRoom(strategy ?? memory)({ appId: 'test', ...config }, namespace)
    return new WatchedPeer(selfId, room, frame, page)
  }

  /** How many connections its page has made. */
  get connections(): number {
    return this.#page.connections
  }

  /** Its end of the link to a peer in the room. */
  channelTo(peerId: string): RTCDataChannel {
    const connection = this.room.getConnection(peerId)
    return (connection && this.#page.channels.get(connection)) ?? expect.fail('there is no such link')
  }

  /** How many sealed signals its page has begun to open. */
  get opened(): number {
    return this.#page.opened
  }

  /** Resolves when every signal heard so far has been dealt with. */
  async digested(): Promise<void> {
    await this.#page.idle()
  }

  /** Resolves when the room has reported an error of that code about that peer. */
  async reported(code: string, peerId: string): Promise<TrysteroError> {
    const find = (): TrysteroError | undefined =>
      this.errors.find((error) => error.code === code && Reflect.get(error, 'peerId') === peerId)
    await until(this.room, 'error', () => find() !== undefined)
    return find() ?? expect.fail()
  }

  /** Its page has nothing to answer for: nothing was thrown in it, and no built-in was touched. */
  expectUnharmed(): void {
    this.#page.expectUnharmed()
  }
}

/** What happens in a frame besides what is said to its room. */
class PageWatch {
  connections = 0
  opened = 0
  readonly channels = new WeakMap<RTCPeerConnection, RTCDataChannel>()
  readonly #frame: PeerFrame
  readonly #uncaught: unknown[] = []
  readonly #prototype: string
  #opening = 0

  constructor(frame: PeerFrame) {
    this.#frame = frame
    this.#prototype = this.#describePrototype()
    frame.window.addEventListener('error', ({ message }) => this.#uncaught.push(message))
    frame.window.addEventListener('unhandledrejection', ({ reason }) => this.#uncaught.push(String(reason)))
    this.#watchConnections()
    for (const step of STEPS) this.#countStep(step)
  }

  async idle(): Promise<void> {
    // What follows a step runs in the task that ends it, so whoever is still busy after one has begun another.
    do await new Promise((resolve) => setTimeout(resolve))
    while (this.#opening > 0)
  }

  expectUnharmed(): void {
    expect(this.#uncaught).to.deep.equal([])
    expect(this.#describePrototype()).to.equal(this.#prototype)
  }

  #describePrototype(): string {
    const { Object: TheirObject } = this.#frame.window
    return JSON.stringify(TheirObject.getOwnPropertyDescriptors(TheirObject.prototype))
  }

  #watchConnections(): void {
    const { window } = this.#frame
    const { channels } = this
    const count = (): void => {
      this.connections++
    }
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config)
        count()
      }

      override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, init)
        channels.set(this, channel)
        return channel
      }
    }
  }

  #countStep(step: (typeof STEPS)[number]): void {
    const { subtle } = this.#frame.window.crypto
    const original: unknown = Reflect.get(subtle, step)
    if (typeof original !== 'function') throw new Error(`There is no ${step} here`)
    Reflect.set(subtle, step, async (...args: unknown[]): Promise<unknown> => {
      if (step === 'decrypt') this.opened++
      this.#opening++
      try {
        return (await Reflect.apply(original, subtle, args)) as unknown
      } finally {
        this.#opening--
      }
    })
  }
}
