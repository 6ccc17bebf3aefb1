import { Acquaintances, type Acquaintance } from './acquaintances.ts'
import { roomKeyOf, topicOf } from './crypto.ts'
import { isLost, lost, PeerError, TrysteroError } from './errors.ts'
import { selfId } from './identity.ts'
import { SIGNALS_AT_ONCE, SIGNALS_PER_SECOND } from './limits.ts'
import { Link } from './link.ts'
import { MeetingPlaces, type Medium } from './meeting-places.ts'
import { Meeting } from './meeting.ts'
import { watchPage } from './page-lifecycle.ts'
import { RateLimit } from './rate-limit.ts'
import { Session, type SessionOwner } from './session.ts'
import type { BaseConfig, Relay, RelayState } from './signaling.ts'
import { senderOf, SignalCodec, type Setup, type Signal } from './signals.ts'
import { PeerSignaling } from './strategies/peers.ts'
import type { ConnectionConfig } from './webrtc.ts'
import type { Recipient } from './wire/receiver.ts'

/** What the mesh tells the room. */
export interface MeshOwner extends Pick<SessionOwner, 'maxPayload' | 'admit' | 'admitTimeout'> {
  readonly connectionConfig: ConnectionConfig
  recipientFor(peerId: string): Recipient
  onJoin(session: Session): void
  onLeave(session: Session): void
  onMedia(session: Session, json: string): void
  onTrack(session: Session, track: MediaStreamTrack, stream: MediaStream): void
  onRelay(url: string, state: RelayState): void
  onError(error: TrysteroError): void
}

/**
 * How often in a row a connection is begun by us until the peer counts as unreachable, which it does until it greets
 * again. A second try is for what gets lost on the way to it, such as an answer of multicast DNS.
 */
const MAX_TRIES = 2

/** How many strangers' errors are reported: the first ones are news, the hundredth is noise. */
const MAX_REPORTED_STRANGERS = 100

// Grows with each joining in this page, so that what was said in an earlier one is known as old.
let lastEpoch = 0

/** Who is there: greets, makes one connection to each peer, notices who has gone, and connects again. */
export class Mesh {
  /** The joined peers, in the order of their joining. */
  readonly members = new Map<string, Session>()
  readonly #owner: MeshOwner
  readonly #codec: Promise<SignalCodec>
  readonly #acquaintances = new Acquaintances()
  readonly #peers = new PeerSignaling(this.members, {
    greetingOf: (peerId) => this.#acquaintances.get(peerId)?.greeting,
    senderOf,
    onSignal: (sealed) => void this.#hear(sealed),
  })
  readonly #places: MeetingPlaces
  readonly #limit = new RateLimit(SIGNALS_PER_SECOND, SIGNALS_AT_ONCE)
  readonly #reported = new Set<string>()
  readonly #unwatchPage: () => void
  #epoch = ++lastEpoch
  #hello: Promise<string> | undefined
  /** How many connections we have begun. */
  #clock = 0
  #closed = false

  /** @throws ConfigError when a strategy finds its config wanting. */
  constructor(config: BaseConfig, namespace: string, media: readonly Medium[], owner: MeshOwner) {
    this.#owner = owner
    const topic = topicOf(config.appId, namespace)
    const key = roomKeyOf(config.appId, namespace, config.password)
    this.#codec = Promise.all([topic, key]).then((room) => new SignalCodec(...room))
    const { members } = this
    this.#places = new MeetingPlaces(media, this.#peers, {
      topic,
      selfId,
      get isAlone() {
        return members.size === 0
      },
      hello: () => this.#sayHello(),
      onGreeting: (sealed) => void this.#hear(sealed, this.#limit),
      onSignal: (sealed) => void this.#hear(sealed, this.#limit),
      onRelay: (url, state) => this.#owner.onRelay(url, state),
      onError: (error) => this.#owner.onError(error),
    })
    this.#unwatchPage = watchPage({ onHide: () => this.#hangUp(), onRestore: () => this.#rejoin() })
  }

  /** Resolves when every medium has begun, or failed to. Never rejects. */
  get ready(): Promise<void> {
    return this.#places.ready
  }

  get relays(): Relay[] {
    return this.#places.relays
  }

  /** Leaves: tells everybody, and takes our presence back from every medium. */
  async close(): Promise<void> {
    this.#closed = true
    this.#unwatchPage()
    // Begun in this turn of the event loop: whoever joins again right after must find nothing of ours left to undo.
    const places = this.#places.close()
    const links = this.#acquaintances.values().map(({ session, link }) => session?.leave() ?? link?.close())
    await Promise.allSettled([places, ...links])
  }

  // Signals

  #sayHello(): Promise<string> {
    // One greeting for the whole joining: who has seen it need not open it again.
    this.#hello ??= this.#codec.then((codec) => codec.encode({ kind: 'hello', from: selfId, epoch: this.#epoch }))
    return this.#hello
  }

  /** @param limit for what comes from where anybody can speak; members have one each. */
  async #hear(sealed: string, limit?: RateLimit): Promise<void> {
    try {
      const from = senderOf(sealed)
      const known = this.#acquaintances.get(from)
      const isKnown = known?.link !== undefined && known.greeting === sealed
      if (this.#closed || from === selfId || isKnown || limit?.take() === false) return
      const codec = await this.#codec
      const signal = await codec.decode(sealed)
      this.#onSignal(signal, sealed)
    } catch (error) {
      // What cannot be a signal at all is not for us: the medium is open to anybody.
      if (error instanceof TrysteroError && error.code !== 'malformed') this.#reportStranger(sealed, error)
    }
  }

  #onSignal(signal: Signal, sealed: string): void {
    if (this.#closed) return
    const before = this.#acquaintances.get(signal.from)
    const acquaintance = this.#acquaintances.in(signal.from, signal.epoch)
    if (!acquaintance) return
    if (before !== acquaintance) before?.link?.close(lost(signal.from))
    if (signal.kind === 'hello') this.#onHello(acquaintance, sealed)
    else if (signal.to === selfId && signal.toEpoch === this.#epoch) this.#onSetup(acquaintance, signal)
  }

  #onHello(acquaintance: Acquaintance, sealed: string): void {
    acquaintance.greeting = sealed
    if (!acquaintance.link && this.#acquaintances.hasRoom()) this.#connect(acquaintance, ++this.#clock, true)
  }

  #onSetup(acquaintance: Acquaintance, setup: Setup): void {
    const { peerId, meeting, link } = acquaintance
    const isOffer = setup.kind === 'offer'
    if (meeting?.number === setup.link && meeting.isOfferer !== isOffer) {
      acquaintance.clock = Math.max(acquaintance.clock, setup.clock)
      meeting.hear(setup)
    } else if (isOffer && setup.link > acquaintance.clock) {
      // Two offers have crossed: that of the smaller ID stands.
      if (meeting?.isOfferer && !meeting.isAnswered && selfId < peerId) return
      if (!link && !this.#acquaintances.hasRoom()) return
      acquaintance.clock = setup.clock
      // The peer has begun anew, so it has lost what there was.
      link?.close(lost(peerId))
      this.#connect(acquaintance, setup.link, false)?.hear(setup)
    }
  }

  // Links

  #connect(acquaintance: Acquaintance, number: number, isOfferer: boolean): Meeting | undefined {
    const { peerId, epoch: toEpoch } = acquaintance
    const kind = isOfferer ? 'offer' : 'answer'
    try {
      const link: Link = new Link(isOfferer, this.#owner.connectionConfig, {
        onSignal: (data) => {
          if (acquaintance.session) acquaintance.session.onNegotiation(data)
          else meeting.onSignal(data)
        },
        onOpen: () => {
          meeting.end()
          delete acquaintance.meeting
          acquaintance.failures = 0
          acquaintance.session = this.#open(acquaintance, link)
        },
        onMessage: (data) => acquaintance.session?.onMessage(data),
        onDrain: () => acquaintance.session?.onDrain(),
        onTrack: (track, stream) => {
          if (acquaintance.session?.isJoined) this.#owner.onTrack(acquaintance.session, track, stream)
        },
        onClose: (error) => {
          const { session } = acquaintance
          meeting.end()
          delete acquaintance.meeting
          delete acquaintance.link
          delete acquaintance.session
          if (session) session.end(lost(peerId, error))
          else if (error && meeting.isAnswered && !isLost(error)) this.#onFailure(acquaintance, isOfferer, error)
        },
      })
      const meeting = new Meeting(number, isOfferer, link, (said) => {
        void this.#say(acquaintance, meeting, { kind, toEpoch, link: number, ...said })
      })
      acquaintance.link = link
      acquaintance.meeting = meeting
      return meeting
    } catch (error) {
      this.#onUnreachable(peerId, error)
      return undefined
    }
  }

  async #say(
    acquaintance: Acquaintance,
    meeting: Meeting,
    setup: Omit<Setup, 'from' | 'to' | 'epoch' | 'clock'>,
  ): Promise<void> {
    const { peerId } = acquaintance
    const codec = await this.#codec
    const whole = { ...setup, from: selfId, to: peerId, epoch: this.#epoch, clock: this.#clock }
    const sealed = await codec.encode(whole)
    if (!this.#closed && acquaintance.meeting === meeting) this.#places.send(peerId, sealed)
  }

  /** No connection has come of a meeting. */
  #onFailure(acquaintance: Acquaintance, wasOfferer: boolean, error: Error): void {
    if (this.#closed) return
    acquaintance.failures++
    if (acquaintance.failures >= MAX_TRIES) {
      acquaintance.failures = 0
      this.#onUnreachable(acquaintance.peerId, error)
    } else if (wasOfferer) {
      this.#connect(acquaintance, ++this.#clock, true)
    }
  }

  #onUnreachable(peerId: string, cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause)
    this.#report(new PeerError('unreachable', peerId, `no connection to ${peerId}: ${why}`, { cause }))
  }

  #open(acquaintance: Acquaintance, link: Link): Session {
    const { peerId } = acquaintance
    const { maxPayload, admit, admitTimeout } = this.#owner
    return new Session(peerId, link, this.#owner.recipientFor(peerId), {
      maxPayload,
      admit,
      admitTimeout,
      onJoin: (session) => void this.#onJoin(session),
      onEnd: (session, error) => this.#onEnd(session, acquaintance, error),
      onMedia: (session, json) => this.#owner.onMedia(session, json),
      onPeerSignal: (session, signal) => this.#peers.onPeerSignal(session, signal),
    })
  }

  async #onJoin(session: Session): Promise<void> {
    this.members.set(session.peerId, session)
    this.#owner.onJoin(session)
    this.#peers.welcome(session, await this.#sayHello())
  }

  #onEnd(session: Session, acquaintance: Acquaintance, error?: Error): void {
    const wasLost = isLost(error)
    if (!wasLost) acquaintance.goneEpoch = acquaintance.epoch
    if (this.members.get(session.peerId) === session) {
      this.members.delete(session.peerId)
      this.#owner.onLeave(session)
    }
    if (error instanceof TrysteroError && !wasLost) this.#report(error)
    if (wasLost || this.members.size === 0) this.#places.announce()
  }

  // The page

  #hangUp(): void {
    for (const { session, link } of this.#acquaintances.values()) {
      if (session) session.leaveNow()
      else link?.close()
    }
  }

  #rejoin(): void {
    // Everybody has seen us leave, so this is another joining.
    this.#epoch = ++lastEpoch
    this.#hello = undefined
    this.#places.announce()
  }

  // Errors

  #reportStranger(sealed: string, error: TrysteroError): void {
    const key = `${error.code} ${senderOf(sealed)}`
    if (this.#reported.has(key) || this.#reported.size >= MAX_REPORTED_STRANGERS) return
    this.#reported.add(key)
    this.#report(error)
  }

  #report(error: TrysteroError): void {
    if (!this.#closed) this.#owner.onError(error)
  }
}
