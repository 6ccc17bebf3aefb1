import { Admission } from './admission.ts'
import { PeerError, ProtocolError } from './errors.ts'
import { parseSignalData, type Link, type SignalData } from './link.ts'
import { JOIN_TIMEOUT_MS, SIGNALS_AT_ONCE, SIGNALS_PER_SECOND } from './limits.ts'
import { RateLimit } from './rate-limit.ts'
import type { Admit } from './signaling.ts'
import type { PeerSignal } from './strategies/peers.ts'
import { decodeFrame, frameOf, type Frame } from './wire/frames.ts'
import { Packer } from './wire/packer.ts'
import { Receiver, type Port, type Recipient } from './wire/receiver.ts'
import { Sender, type Parcel } from './wire/sender.ts'

/** The version of the wire. A peer with another one is told so and not joined. */
const WIRE_VERSION = 1

/** How often a silent peer is asked whether it is there, in milliseconds. */
const HEARTBEAT_MS = 1_000

/**
 * How long nothing at all may come from a peer, in milliseconds, before it is gone. Even where no data flows, browsers
 * check a connection every 6 s at the latest (RFC 7675, 5.1).
 */
const LOST_MS = 6_500

/** How long a peer's page may be too busy to answer while its browser does, in milliseconds: a dialog left open. */
const BUSY_MS = 60_000

/** What a session tells the room. */
export interface SessionOwner {
  /** In bytes. */
  readonly maxPayload: number
  /** Decides whether the peer joins; everybody does without it. */
  readonly admit: Admit | undefined
  /** In milliseconds. */
  readonly admitTimeout: number
  /** Both sides have admitted each other: data flows from now on. */
  onJoin(session: Session): void
  /** The link is gone. `error` is missing when the peer left by its own will. */
  onEnd(session: Session, error?: Error): void
  /** What members say to find each other. */
  onPeerSignal(session: Session, frame: PeerSignal): void
  onMedia(session: Session, json: string): void
}

/** The conversation over one open link: joining, payloads, heartbeat, leaving. */
export class Session {
  readonly peerId: string
  readonly link: Link
  readonly #owner: SessionOwner
  readonly #packer: Packer
  readonly #sender: Sender
  readonly #receiver: Receiver
  readonly #admission = new Admission((json) => this.control({ type: 'exchange', json }))
  readonly #ports = new Map<string, number>()
  readonly #pings = new Map<number, { sentAt: number; resolve: (ms: number) => void; reject: (error: Error) => void }>()
  readonly #signals = new RateLimit(SIGNALS_PER_SECOND, SIGNALS_AT_ONCE)
  readonly #heartbeat: ReturnType<typeof setInterval>
  readonly #joinTimer: ReturnType<typeof setTimeout>
  /** What simple-peer says before both have joined: the peer takes it only then. */
  #heldBack: SignalData[] = []
  #lastPing = 0
  /** When the peer's page was last heard, and when its browser, in milliseconds since this page began. */
  #heardAt = performance.now()
  #aliveAt = performance.now()
  #received = 0
  #hasAdmitted = false
  #isAdmitted = false
  #ended = false

  constructor(peerId: string, link: Link, recipient: Recipient, owner: SessionOwner) {
    this.peerId = peerId
    this.link = link
    this.#owner = owner
    this.#packer = new Packer(link)
    this.#sender = new Sender(this.#packer)
    this.#receiver = new Receiver(peerId, owner.maxPayload, recipient, (frame) => {
      if (frame.type === 'done') this.#sender.acknowledge(frame)
      else this.#sender.control(frame)
    })
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS)
    this.#joinTimer = setTimeout(() => this.drop(this.#turnedAway('did not join in time')), JOIN_TIMEOUT_MS)
    void this.#admit()
  }

  get isJoined(): boolean {
    return this.#hasAdmitted && this.#isAdmitted && !this.#ended
  }

  /** Sends a payload to a port. See `Sender.send` for what it rejects with. */
  send(port: Port, parcel: Omit<Parcel, 'port'>): Promise<void> {
    return this.#sender.send({ ...parcel, port: this.#numberOf(port) })
  }

  /** Sends a frame that goes before all payloads. */
  control(frame: Frame): void {
    if (!this.#ended) this.#sender.control(frame)
  }

  /** The round trip in milliseconds. Rejects with `PeerError` when the peer leaves before it answers. */
  ping(): Promise<number> {
    return new Promise((resolve, reject) => {
      const nonce = ++this.#lastPing
      this.#pings.set(nonce, { sentAt: performance.now(), resolve, reject })
      this.control({ type: 'ping', nonce })
    })
  }

  /** Somebody begins to listen: asks for what waits at the peer. */
  acceptWaiting(): void {
    this.#guard(() => this.#receiver.acceptWaiting())
  }

  onNegotiation(data: SignalData): void {
    // A candidate may be found late, while a user is still asked whom to admit.
    if (this.isJoined) this.control({ type: 'negotiation', json: JSON.stringify(data) })
    else this.#heldBack.push(data)
  }

  onMessage(message: unknown): void {
    this.#heardAt = performance.now()
    this.#guard(() => {
      const frame = frameOf(message)
      if (frame.type !== 'pack') return this.#dispatch(frame)
      for (const packed of frame.frames) if (!this.#ended) this.#dispatch(decodeFrame(packed))
    })
  }

  onDrain(): void {
    this.#sender.pump()
  }

  /** Leaves: tells the peer why, lets it hear that, and closes. */
  async leave(code = 'left'): Promise<void> {
    this.#sayBye(code)
    const closed = this.link.flushAndClose()
    this.end()
    await closed
  }

  /** Leaves without waiting for anything: the page is going away. */
  leaveNow(): void {
    this.#sayBye('left')
    this.end()
    this.link.close()
  }

  /** Ends the conversation and rejects all that was under way. */
  end(error?: Error): void {
    if (this.#ended) return
    this.#ended = true
    clearInterval(this.#heartbeat)
    clearTimeout(this.#joinTimer)
    const reason = error ?? new PeerError('left', this.peerId, `${this.peerId} has left`)
    this.#sender.close(reason)
    this.#receiver.close(reason)
    this.#admission.end(reason)
    for (const { reject } of this.#pings.values()) reject(reason)
    this.#owner.onEnd(this, error)
  }

  /** Drops a peer for what it did, or did not. */
  drop(error: ProtocolError | PeerError): void {
    this.#sayBye(error.code)
    void this.link.flushAndClose()
    this.end(error)
  }

  #sayBye(code: string): void {
    this.control({ type: 'bye', code })
    this.#packer.flush()
  }

  async #admit(): Promise<void> {
    const { admit, admitTimeout } = this.#owner
    const admitted = !admit || (await this.#admission.decide(this.peerId, admit, admitTimeout))
    if (this.#ended) return
    if (!admitted) return this.drop(this.#turnedAway('was not admitted'))
    this.control({ type: 'join', version: WIRE_VERSION })
    this.#hasAdmitted = true
    this.#joinOnceAgreed()
  }

  #joinOnceAgreed(): void {
    if (!this.isJoined) return
    clearTimeout(this.#joinTimer)
    for (const data of this.#heldBack.splice(0)) this.onNegotiation(data)
    this.#owner.onJoin(this)
  }

  #turnedAway(why: string): PeerError {
    return new PeerError('denied', this.peerId, `${this.peerId} ${why}`)
  }

  #dispatch(frame: Frame): void {
    switch (frame.type) {
      case 'join':
        return this.#onJoin(frame.version)
      case 'exchange':
        // Whoever admits everybody has nothing to say to it.
        if (this.#owner.admit) this.#admission.hear(frame.json)
        return
      case 'bye':
        return this.#onBye(frame.code)
      case 'ping':
        return this.control({ type: 'pong', nonce: frame.nonce })
      case 'pong':
        return this.#onPong(frame.nonce)
      case 'pack':
        throw this.#offence('it packed a pack')
    }
    if (!this.isJoined) throw this.#offence('it sent data before it had joined')
    switch (frame.type) {
      case 'negotiation':
        return this.link.signal(parseSignalData(frame.json))
      case 'media':
        return this.#owner.onMedia(this, frame.json)
      case 'members':
      case 'greeting':
      case 'relay':
      case 'relayed':
        if (this.#signals.take()) this.#owner.onPeerSignal(this, frame)
        return
      case 'port':
        return this.#receiver.onPort(frame)
      case 'start':
        return this.#receiver.onStart(frame)
      case 'chunk':
        return this.#receiver.onChunk(frame)
      case 'cancel':
        return this.#receiver.onCancel(frame.transfer)
      case 'credit':
        return this.#sender.onCredit(frame.transfer, frame.bytes)
      case 'refuse':
        return this.#sender.onRefuse(
          frame.transfer,
          new PeerError(`refused-${frame.code}`, this.peerId, `refused: ${frame.code}`),
        )
      case 'done':
        return this.#sender.onDone(frame.transfer)
    }
  }

  #onJoin(version: number): void {
    if (this.#isAdmitted) throw this.#offence('it joined twice')
    if (version !== WIRE_VERSION) throw this.#offence(`it speaks version ${version} of the wire, not ${WIRE_VERSION}`)
    this.#isAdmitted = true
    this.#joinOnceAgreed()
  }

  #onBye(code: string): void {
    if (code === 'left') this.end()
    else
      this.end(
        new PeerError(code === 'denied' ? 'denied' : 'dropped', this.peerId, `${this.peerId} turned us away: ${code}`),
      )
    this.link.close()
  }

  #onPong(nonce: number): void {
    const ping = this.#pings.get(nonce)
    this.#pings.delete(nonce)
    ping?.resolve(performance.now() - ping.sentAt)
  }

  #numberOf(port: Port): number {
    const key = `${port.kind} ${port.name}`
    let number = this.#ports.get(key)
    if (number === undefined) {
      number = this.#ports.size
      this.#ports.set(key, number)
      this.#sender.enqueue({ type: 'port', port: number, ...port })
    }
    return number
  }

  async #beat(): Promise<void> {
    if (performance.now() - this.#heardAt < HEARTBEAT_MS) return
    this.control({ type: 'ping', nonce: 0 })
    const received = await this.link.countReceived()
    const now = performance.now()
    if (received !== this.#received) this.#aliveAt = now
    this.#received = received
    if (now - Math.max(this.#heardAt, this.#aliveAt) < LOST_MS && now - this.#heardAt < BUSY_MS) return
    this.link.close(new PeerError('lost', this.peerId, `${this.peerId} no longer answers`))
  }

  #guard(handle: () => void): void {
    if (this.#ended) return
    try {
      handle()
    } catch (error) {
      const isAboutIt = error instanceof ProtocolError && error.peerId === this.peerId
      this.drop(isAboutIt ? error : this.#offence(error instanceof Error ? error.message : String(error)))
    }
  }

  #offence(what: string): ProtocolError {
    return new ProtocolError('protocol', this.peerId, `${this.peerId} broke the protocol: ${what}`)
  }
}
