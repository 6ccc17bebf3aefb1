import { makeAction, type Action } from './action.ts'
import { callSafely } from './callback.ts'
import { PeerError } from './errors.ts'
import { PeerEvent, PeerStreamEvent, PeerTrackEvent, RelayEvent, RoomErrorEvent, type RoomEventMap } from './events.ts'
import { Inbox } from './inbox.ts'
import { MAX_PAYLOAD_BYTES } from './limits.ts'
import { Media } from './media.ts'
import { ADMIT_TIMEOUT_MS } from './admission.ts'
import type { Medium } from './meeting-places.ts'
import { Mesh } from './mesh.ts'
import { Outbox, type Target } from './outbox.ts'
import { Request, type Answer, type Ask } from './request.ts'
import type { Json } from './json.ts'
import type { BaseConfig, Relay } from './signaling.ts'
import type { Payload } from './wire/source.ts'

type OnPeer = (peerId: string) => void
type OnStream = (stream: MediaStream, peerId: string, metadata: Json | undefined) => void
type OnTrack = (track: MediaStreamTrack, stream: MediaStream, peerId: string, metadata: Json | undefined) => void

/**
 * A room: who is in it, and all that goes between them. `joinRoom` makes it. Every `on…` method keeps one callback, the
 * latest; the same news come as events, for any number of listeners.
 */
export class Room extends EventTarget {
  readonly #mesh: Mesh
  readonly #inbox = new Inbox(() => this.#mesh.members.forEach((session) => session.acceptWaiting()))
  readonly #outbox: Outbox
  readonly #media: Media
  readonly #actions = new Map<string, Action<never>>()
  readonly #requests = new Map<string, Request>()
  readonly #onLeft: () => void
  #onPeerJoin: OnPeer | undefined
  #onPeerLeave: OnPeer | undefined
  #onPeerStream: OnStream | undefined
  #onPeerTrack: OnTrack | undefined
  #leaving: Promise<void> | undefined

  /**
   * For `joinRoom`; use that.
   *
   * @throws ConfigError when a strategy finds its config wanting.
   */
  constructor(config: BaseConfig, namespace: string, media: readonly Medium[], onLeft: () => void) {
    super()
    this.#onLeft = onLeft
    this.#media = new Media({
      onStream: (stream, peerId, metadata) => {
        if (this.#onPeerStream) callSafely(this.#onPeerStream, stream, peerId, metadata)
        this.dispatchEvent(new PeerStreamEvent(stream, peerId, metadata))
      },
      onTrack: (track, stream, peerId, metadata) => {
        if (this.#onPeerTrack) callSafely(this.#onPeerTrack, track, stream, peerId, metadata)
        this.dispatchEvent(new PeerTrackEvent(track, stream, peerId, metadata))
      },
    })
    this.#mesh = new Mesh(config, namespace, media, {
      maxPayload: config.maxPayload ?? MAX_PAYLOAD_BYTES,
      admit: config.admit,
      admitTimeout: config.admitTimeout ?? ADMIT_TIMEOUT_MS,
      connectionConfig: { ...config.rtcConfig, wrtc: config.wrtc },
      recipientFor: (peerId) => this.#inbox.recipientFor(peerId),
      onJoin: ({ peerId }) => this.#onJoin(peerId),
      onLeave: ({ peerId }) => this.#onLeave(peerId),
      onMedia: (session, json) => this.#media.onNotice(session, json),
      onTrack: (session, track, stream) => this.#media.onTrack(session, track, stream),
      onRelay: (url, state) => this.dispatchEvent(new RelayEvent(url, state)),
      onError: (error) => this.dispatchEvent(new RoomErrorEvent(error)),
    })
    this.#outbox = new Outbox(this.#mesh.members)
  }

  /** Resolves when every strategy has begun to look for peers, or failed to. Never rejects. */
  get ready(): Promise<void> {
    return this.#mesh.ready
  }

  /** Leaves: tells the peers and takes our presence back from the medium. The room can be joined again at once. */
  leave(): Promise<void> {
    if (!this.#leaving) {
      this.#onLeft()
      this.#leaving = this.#mesh.close()
      this.#inbox.close()
    }
    return this.#leaving
  }

  /** The IDs of the connected peers in the order of their joining, without the local one. */
  getPeers(): string[] {
    return [...this.#mesh.members.keys()]
  }

  /** Called with each peer once data can flow both ways, beginning with those already here. */
  onPeerJoin(callback: OnPeer): void {
    this.#onPeerJoin = callback
    for (const peerId of this.getPeers()) callSafely(callback, peerId)
  }

  /** Called with each peer that has left or is lost. */
  onPeerLeave(callback: OnPeer): void {
    this.#onPeerLeave = callback
  }

  /** Called with each stream that a peer shares, once it has its tracks, and what the peer said of it. */
  onPeerStream(callback: OnStream): void {
    this.#onPeerStream = callback
  }

  /** Called with each track that a peer shares, alone or as part of a stream. */
  onPeerTrack(callback: OnTrack): void {
    this.#onPeerTrack = callback
  }

  /**
   * Shares a stream with peers that are here now. Those who come later need their own call, in `onPeerJoin`.
   *
   * @throws ConfigError for metadata that is not JSON, or above 16,384 bytes.
   */
  addStream(stream: MediaStream, target?: Target, metadata?: Json): void {
    this.#media.addStream(this.#outbox.sessionsOf(target), stream, metadata)
  }

  removeStream(stream: MediaStream, target?: Target): void {
    this.#media.removeStream(this.#outbox.sessionsOf(target), stream)
  }

  /**
   * Shares one track as part of a stream.
   *
   * @throws ConfigError for metadata that is not JSON, or above 16,384 bytes.
   */
  addTrack(track: MediaStreamTrack, stream: MediaStream, target?: Target, metadata?: Json): void {
    this.#media.addTrack(this.#outbox.sessionsOf(target), track, stream, metadata)
  }

  removeTrack(track: MediaStreamTrack, stream: MediaStream, target?: Target): void {
    this.#media.removeTrack(this.#outbox.sessionsOf(target), track, stream)
  }

  /** Shares another track in the place of one, without a new negotiation where the browser allows. */
  replaceTrack(oldTrack: MediaStreamTrack, newTrack: MediaStreamTrack, stream: MediaStream, target?: Target): void {
    this.#media.replaceTrack(this.#outbox.sessionsOf(target), oldTrack, newTrack, stream)
  }

  /**
   * A named channel between all in the room; the same one for the same name.
   *
   * @throws ConfigError when the name is not 1 to 64 UTF-8 bytes long.
   */
  makeAction<T = Payload>(name: string): Action<T> {
    const action = this.#actions.get(name) ?? makeAction<never>(name, this.#inbox, this.#outbox)
    this.#actions.set(name, action)
    // One tuple for all calls with the name: what it carries is what its callers agree on.
    return action as unknown as Action<T>
  }

  /**
   * A named question that each in the room can ask another; the same pair for the same name.
   *
   * @throws ConfigError when the name is not 1 to 64 UTF-8 bytes long.
   */
  makeRequest(name: string): [ask: Ask, answer: Answer] {
    const request = this.#requests.get(name) ?? new Request(name, this.#inbox, this.#outbox)
    this.#requests.set(name, request)
    return [request.ask, request.answer]
  }

  /**
   * The round trip to a peer and back, in milliseconds.
   *
   * @throws PeerError when the peer is not here, or leaves before it answers.
   */
  async ping(peerId: string): Promise<number> {
    const session = this.#mesh.members.get(peerId)
    if (!session) throw new PeerError('left', peerId, `${peerId} is not in the room`)
    return session.ping()
  }

  /** The meeting places in use, and whether they answer. */
  getRelays(): Relay[] {
    return this.#mesh.relays
  }

  /** The connection to a peer, for statistics. Undefined for who is not here. */
  getConnection(peerId: string): RTCPeerConnection | undefined {
    return this.#mesh.members.get(peerId)?.link.connection
  }

  override addEventListener<K extends keyof RoomEventMap>(
    type: K,
    listener: ((event: RoomEventMap[K]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options)
  }

  override removeEventListener<K extends keyof RoomEventMap>(
    type: K,
    listener: ((event: RoomEventMap[K]) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener, options)
  }

  #onJoin(peerId: string): void {
    if (this.#onPeerJoin) callSafely(this.#onPeerJoin, peerId)
    this.dispatchEvent(new PeerEvent('peer-join', peerId))
  }

  #onLeave(peerId: string): void {
    for (const request of this.#requests.values()) request.onLeave(peerId)
    this.#inbox.onLeave(peerId)
    if (this.#onPeerLeave) callSafely(this.#onPeerLeave, peerId)
    this.dispatchEvent(new PeerEvent('peer-leave', peerId))
  }
}
