import { ContextProvider } from '@lit/context'
import { html } from 'lit'
import type { PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { ConfigError, createJoinRoom, loadStrategy, selfId } from '../src/index.ts'
import type { Room, RoomEventMap } from '../src/index.ts'
import { NO_ROOM, roomContext } from './room-context.ts'
import type { RoomState } from './room-context.ts'
import { RoomAttributes } from './room-attributes.ts'
import { RoomSession } from './room-session.ts'
import './strategies.ts'
import { wrapperStyles } from './styles.ts'

/**
 * @summary Joins a room and gives it to the elements inside it.
 *
 * Renders nothing but what it wraps. Joins as soon as it is in the page, unless `manual`; leaves when it is taken out
 * of the page, but not when it is moved. Attributes changed while joined make it leave and join, once. Several elements
 * may name the same room; it is left when the last of them goes.
 *
 * @tag trystero-room
 * @slot - whatever takes part in the room
 * @attr {'idle' | 'connecting' | 'joined' | 'failed'} state - reflected: `idle`, `connecting`, `joined` or `failed`
 * @attr {number} peer-count - reflected: how many peers are there, without the local one
 * @event {CustomEvent<{room: Room, selfId: string}>} trystero-join - a meeting place answers, or a peer is there
 * @event {CustomEvent<{room: Room}>} trystero-leave - left
 * @event {CustomEvent<{peerId: string}>} trystero-peer-join - a peer is there and data can flow both ways
 * @event {CustomEvent<{peerId: string}>} trystero-peer-leave - a peer is gone
 * @event {CustomEvent<{stream: MediaStream, peerId: string, metadata?: Json}>} trystero-peer-stream -
 *   a peer shares a stream
 * @event {CustomEvent<{track: MediaStreamTrack, stream: MediaStream, peerId: string, metadata?: Json}>} trystero-peer-track -
 *   a peer shares a track
 * @event {CustomEvent<{url: string, state: RelayState}>} trystero-relay - a meeting place answers, or no longer does
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - something is wrong; with `state="failed"` the room could
 *   not be joined
 * @cssstate idle - not in the room
 * @cssstate connecting - looking for a meeting place
 * @cssstate joined - in the room
 * @cssstate failed - cannot join; goes on trying unless the attributes are wrong
 */
export class TrysteroRoom extends RoomAttributes {
  static override readonly tag: string = 'trystero-room'
  static override styles = wrapperStyles

  static override properties: PropertyDeclarations = {
    manual: { type: Boolean },
  }

  /** Do not join by itself; `join()` does. */
  declare manual: boolean

  readonly #provider = new ContextProvider(this, { context: roomContext, initialValue: NO_ROOM })
  #state: RoomState = 'idle'
  #session: RoomSession | undefined
  /** Ends with each attempt to join and what came of it. */
  #attempt = new AbortController()
  #opening: Promise<void> | undefined
  #isWanted = false
  #isPresent = false
  #hasJoined = false

  constructor() {
    super()
    this.manual = false
  }

  /** How far the room has come. */
  get state(): RoomState {
    return this.#state
  }

  /** The room, from `connecting` on. */
  get room(): Room | undefined {
    return this.#session?.room
  }

  /** IDs of the connected peers, without the local one. */
  get peers(): string[] {
    return this.room?.getPeers() ?? []
  }

  /** How many peers are connected. */
  get peerCount(): number {
    return this.peers.length
  }

  /** The local user's ID, the same in all rooms. */
  get selfId(): string {
    return selfId
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.#isPresent) return
    this.#isPresent = true
    this.#isWanted ||= !this.manual
    this.#reflect()
    // In the coming update, when the attributes that are set together with this are there too.
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    setTimeout(() => {
      if (this.isConnected) return
      this.#isPresent = false
      void this.leave()
    })
  }

  /** Joins the room, once the element is in the page. Never rejects: `state` and `trystero-error` tell how it went. */
  async join(): Promise<void> {
    this.#isWanted = true
    if (this.#state === 'failed' && !this.#session) this.#setState('idle')
    this.requestUpdate()
    await this.updateComplete
    await this.#opening
  }

  /** Leaves the room, until `join()` is called or the element is put into the page anew. Never rejects. */
  async leave(): Promise<void> {
    this.#isWanted = false
    await this.#close()
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.get('manual') === true && !this.manual) this.#isWanted = true
    const isOther = RoomAttributes.roomKeys.some((key) => changed.has(key))
    if (isOther && this.#state !== 'idle') void this.#close()
    if (this.#isWanted && this.#state === 'idle') this.#opening = this.#open()
  }

  async #open(): Promise<void> {
    this.#attempt = new AbortController()
    const { signal } = this.#attempt
    this.#setState('connecting')
    try {
      const names = this.strategy.split(/\s+/).filter(Boolean)
      const strategies = await Promise.all(names.map((name) => loadStrategy(name)))
      if (signal.aborted) return
      if (!this.name) throw new ConfigError('name', 'a room needs a name, a string of at least one character')
      this.#enter(RoomSession.of(createJoinRoom(...strategies)(this.roomConfig, this.name)), signal)
    } catch (error) {
      if (signal.aborted) return
      this.#setState('failed')
      this.emitError(error)
    }
  }

  #enter(session: RoomSession, signal: AbortSignal): void {
    const { room } = session
    session.hold()
    this.#session = session
    const on = <Type extends keyof RoomEventMap>(type: Type, listener: (event: RoomEventMap[Type]) => void): void =>
      room.addEventListener(type, listener, { signal })
    on('peer-join', ({ peerId }) => this.#onPeer('trystero-peer-join', peerId))
    on('peer-leave', ({ peerId }) => this.#onPeer('trystero-peer-leave', peerId))
    on('peer-stream', ({ stream, peerId, metadata }) => this.emit('trystero-peer-stream', { stream, peerId, metadata }))
    on('peer-track', ({ track, stream, peerId, metadata }) =>
      this.emit('trystero-peer-track', { track, stream, peerId, metadata }),
    )
    on('error', ({ error }) => this.emitError(error))
    on('relay', ({ url, state }) => {
      this.emit('trystero-relay', { url, state })
      this.#assess()
    })
    this.#provide()
    this.#assess()
    for (const peerId of room.getPeers()) this.#onPeer('trystero-peer-join', peerId)
    void room.ready.then(() => {
      // A strategy without meeting places, such as one within the machine, is there once it has started.
      if (!signal.aborted && !room.getRelays().length) this.#setJoined()
    })
  }

  async #close(): Promise<void> {
    this.#attempt.abort()
    const session = this.#session
    const hadJoined = this.#hasJoined
    this.#session = undefined
    this.#hasJoined = false
    this.#setState('idle')
    const released = session?.release()
    if (session && hadJoined) this.emit('trystero-leave', { room: session.room })
    await released
  }

  #onPeer(type: 'trystero-peer-join' | 'trystero-peer-leave', peerId: string): void {
    this.#reflect()
    this.#assess()
    this.emit(type, { peerId })
  }

  /** A room is joined as long as anybody, meeting place or peer, answers; one that merely reconnects still is. */
  #assess(): void {
    const relays = this.room?.getRelays() ?? []
    if (this.peerCount || relays.some(({ state }) => state === 'open')) this.#setJoined()
    else if (relays.length && relays.every(({ state }) => state === 'closed')) this.#setState('failed')
  }

  #setJoined(): void {
    this.#setState('joined')
    if (this.#hasJoined || !this.room) return
    this.#hasJoined = true
    this.emit('trystero-join', { room: this.room, selfId })
  }

  #setState(state: RoomState): void {
    this.toggleState(this.#state, false)
    this.#state = state
    this.toggleState(state, true)
    if (this.isConnected) this.#reflect()
    this.#provide()
  }

  #reflect(): void {
    this.setAttribute('state', this.#state)
    this.setAttribute('peer-count', String(this.peerCount))
  }

  #provide(): void {
    const { state, session } = this.#provider.value
    if (state === this.#state && session === this.#session) return
    this.#provider.setValue({ state: this.#state, session: this.#session })
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`
  }
}

TrysteroRoom.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-room': TrysteroRoom
  }
}
