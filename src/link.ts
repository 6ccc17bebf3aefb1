import SimplePeer from 'simple-peer'
import { fieldsOf, parseJson } from './json.ts'
import { CHANNEL_BUFFER_BYTES, MAX_CANDIDATES, MAX_FRAME_BYTES, MAX_MEDIA_SECTIONS } from './limits.ts'
import { release } from './release.ts'
import type { ConnectionConfig } from './webrtc.ts'

/** What simple-peer signals. Declared here, because users of the package have no types of simple-peer. */
export type SignalData =
  | { type: 'offer' | 'answer'; sdp: string }
  | { type: 'candidate'; candidate: RTCIceCandidateInit }
  | { type: 'renegotiate'; renegotiate: true }
  | { type: 'transceiverRequest'; transceiverRequest: { kind: string; init?: RTCRtpTransceiverInit } }

/** What a link tells its owner. Nothing is called any more after `onClose`. */
export interface LinkOwner {
  /** A description or candidate to bring to the other side. */
  onSignal(data: SignalData): void
  /** Frames can be sent from now on. */
  onOpen(): void
  /** A message has come: a frame, unless the other side breaks the protocol. Its bytes are there for this call only. */
  onMessage(data: unknown): void
  /** The channel has room for more. */
  onDrain(): void
  onTrack(track: MediaStreamTrack, stream: MediaStream): void
  onClose(error?: Error): void
}

// Both sides open the same channel by agreement (RFC 8832, section 4), which saves the round trip of announcing it.
const CHANNEL = { negotiated: true, id: 0, ordered: true } as const

/** How long leaving waits for the last frames to go out, in milliseconds. */
const FLUSH_TIMEOUT_MS = 1_000

/** How often a channel without `bufferedamountlow` is asked for its buffer, in milliseconds. */
const POLL_INTERVAL_MS = 5

/**
 * One connection to one peer. simple-peer makes it and negotiates; frames and tracks go directly to the channel and the
 * connection underneath, because its stream interface would copy every frame and knows no fair queue.
 */
export class Link {
  readonly connection: RTCPeerConnection
  readonly #peer: SimplePeer
  readonly #channel: RTCDataChannel
  readonly #owner: LinkOwner
  readonly #senders = new Map<MediaStream, Map<MediaStreamTrack, RTCRtpSender>>()
  /** Some implementations for Node have no `bufferedamountlow` event. */
  readonly #tellsLowWater: boolean
  #candidates = 0
  #negotiationAsked = false
  #closed = false

  /** @throws Error when the browser refuses to make a connection, such as for a malformed `rtcConfig`. */
  constructor(initiator: boolean, config: ConnectionConfig, owner: LinkOwner) {
    this.#owner = owner
    this.#peer = new SimplePeer({ initiator, trickle: true, config, channelConfig: CHANNEL })
    const { _pc: connection, _channel: channel } = this.#peer
    if (!connection || !channel) throw new Error('no connection could be made with this rtcConfig')
    // Only now: who is told by this constructor that there is none is told no more.
    this.#peer.on('error', (error) => this.close(error))
    this.connection = connection
    this.#channel = channel
    this.#peer.on('signal', (data) => {
      if (!this.#closed) owner.onSignal(data)
    })
    channel.addEventListener('open', () => {
      if (!this.#closed) owner.onOpen()
    })
    channel.addEventListener('close', () => this.close())
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!this.#closed) owner.onMessage(data)
      if (data instanceof ArrayBuffer) release(data)
    }
    this.#tellsLowWater = 'bufferedAmountLowThreshold' in channel
    channel.bufferedAmountLowThreshold = CHANNEL_BUFFER_BYTES / 2
    channel.addEventListener('bufferedamountlow', () => {
      if (!this.#closed) owner.onDrain()
    })
    connection.addEventListener('track', ({ track, streams }) => {
      for (const stream of streams) if (!this.#closed) owner.onTrack(track, stream)
    })
  }

  /**
   * Counts what has come from the other side's network, answers to connectivity checks included (RFC 7675): it grows for
   * as long as the browser over there runs, whatever its page is busy with.
   */
  async countReceived(): Promise<number> {
    // A connection that closes meanwhile has nothing to tell.
    const stats = await this.connection.getStats().catch(() => undefined)
    let count = 0
    stats?.forEach((report: RTCStats) => {
      if (report.type !== 'candidate-pair') return
      const { bytesReceived = 0, responsesReceived = 0 }: Partial<RTCIceCandidatePairStats> = report
      count += bytesReceived + responsesReceived
    })
    return count
  }

  /** Largest frame to send, in bytes. */
  get maxFrameBytes(): number {
    return Math.min(MAX_FRAME_BYTES, this.connection.sctp?.maxMessageSize ?? MAX_FRAME_BYTES)
  }

  /** What waits in the channel, in bytes. */
  get bufferedAmount(): number {
    return this.#channel.bufferedAmount
  }

  /**
   * Takes what the other side's link signalled; candidates above the limit are not tried.
   *
   * @throws RangeError when it asks for more tracks than a connection may have.
   */
  signal(data: SignalData): void {
    if (this.#closed || (data.type === 'candidate' && ++this.#candidates > MAX_CANDIDATES)) return
    if (this.#sectionsAfter(data) > MAX_MEDIA_SECTIONS) throw new RangeError('it asked for too many tracks')
    this.#peer.signal(data)
  }

  /** Sends a frame; on a link that is closing it is lost like all that was under way. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#closed || this.#channel.readyState !== 'open') return
    try {
      this.#channel.send(bytes)
    } catch (error) {
      // The browser's own buffer is full: a peer that asks and never reads.
      this.close(error instanceof Error ? error : new Error(String(error)))
    }
    if (!this.#tellsLowWater) setTimeout(() => this.#owner.onDrain(), POLL_INTERVAL_MS)
  }

  /** Sends a track as part of a stream, unless it is sent already. */
  addTrack(track: MediaStreamTrack, stream: MediaStream): void {
    if (this.#closed) return
    const senders = this.#senders.get(stream) ?? new Map<MediaStreamTrack, RTCRtpSender>()
    if (senders.has(track)) return
    senders.set(track, this.connection.addTrack(track, stream))
    this.#senders.set(stream, senders)
    this.#negotiate()
  }

  removeTrack(track: MediaStreamTrack, stream: MediaStream): void {
    const senders = this.#senders.get(stream)
    const sender = senders?.get(track)
    if (this.#closed || !senders || !sender) return
    senders.delete(track)
    if (senders.size === 0) this.#senders.delete(stream)
    this.connection.removeTrack(sender)
    this.#negotiate()
  }

  /** Sends another track in the place of one; with a new negotiation only where the browser needs it. */
  async replaceTrack(oldTrack: MediaStreamTrack, newTrack: MediaStreamTrack, stream: MediaStream): Promise<void> {
    const senders = this.#senders.get(stream)
    const sender = senders?.get(oldTrack)
    if (this.#closed || !senders || !sender) return
    senders.delete(oldTrack)
    senders.set(newTrack, sender)
    try {
      await sender.replaceTrack(newTrack)
    } catch {
      // Such as a track of another kind, or one that would need another codec (WebRTC, 5.2).
      this.removeTrack(newTrack, stream)
      this.addTrack(newTrack, stream)
    }
  }

  /** The tracks being sent as part of a stream. */
  tracksOf(stream: MediaStream): MediaStreamTrack[] {
    return [...(this.#senders.get(stream)?.keys() ?? [])]
  }

  /** Closes once what has been sent is out. */
  async flushAndClose(): Promise<void> {
    const deadline = performance.now() + FLUSH_TIMEOUT_MS
    while (!this.#closed && this.#channel.bufferedAmount > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS))
    }
    this.close()
  }

  /** Closes at once, so that even a page that is going away tells the other side. */
  close(error?: Error): void {
    if (this.#closed) return
    this.#closed = true
    this.#owner.onClose(error)
    this.connection.close()
    this.#peer.destroy()
  }

  /** How many sections (RFC 8866, 5.14) the connection's description will have by what the other side asks for. */
  #sectionsAfter(data: SignalData): number {
    if (data.type === 'transceiverRequest') return this.connection.getTransceivers().length + 1
    return 'sdp' in data ? data.sdp.split('\nm=').length - 1 : 0
  }

  #negotiate(): void {
    if (this.#negotiationAsked) return
    this.#negotiationAsked = true
    // One negotiation for all tracks that come and go in the same task.
    queueMicrotask(() => {
      this.#negotiationAsked = false
      if (!this.#closed) this.#peer.negotiate()
    })
  }
}

/** @throws TypeError, SyntaxError when a peer's text is nothing that simple-peer knows. */
export function parseSignalData(json: string): SignalData {
  const { type, sdp, candidate, transceiverRequest } = fieldsOf(parseJson(json))
  const { kind } = fieldsOf(transceiverRequest)
  if ((type === 'offer' || type === 'answer') && typeof sdp === 'string') return { type, sdp }
  if (type === 'candidate') return { type, candidate: fieldsOf(candidate) }
  if (type === 'renegotiate') return { type, renegotiate: true }
  if (type === 'transceiverRequest' && (kind === 'audio' || kind === 'video'))
    return { type, transceiverRequest: { kind } }
  throw new TypeError('a negotiation that is none')
}
