import { SignalingError } from '../errors.ts'
import { fieldsOf, parseJson, type Fields } from '../json.ts'
import { RateLimit } from '../rate-limit.ts'
import type { RelayState } from '../signaling.ts'

/** Strangers a tracker is asked to show our greeting to at an announce: each gets one entry of `offers`. */
const OFFERS_PER_ANNOUNCE = 10

/** How often to announce until the tracker says, in seconds (BEP 3, `interval`), and how many may come at once. */
const DEFAULT_INTERVAL_S = 120
const ANNOUNCES_AT_ONCE = 6

/** When a lost tracker is tried again, in milliseconds; then twice as late each time, up to the second. */
const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/** How long a socket may take to open, in milliseconds: browsers themselves would wait for minutes. */
const OPEN_TIMEOUT_MS = 10_000

/** One room's interest in a tracker. */
export interface Swarm {
  readonly topic: string
  readonly peerId: string
  hello(): Promise<string>
  onGreeting(sealed: string): void
  onSignal(sealed: string): void
  onState(state: RelayState, error?: SignalingError): void
}

/**
 * A BitTorrent tracker that speaks WebSocket (the protocol of bittorrent-tracker and of WebTorrent), used as a meeting
 * place: `offers` carry greetings to random members of a swarm, and `answer` any message to one member. One socket serves
 * all rooms of the page.
 */
export class Tracker {
  static readonly #inUse = new Map<string, Tracker>()

  readonly url: string
  readonly #swarms = new Set<Swarm>()
  readonly #limits = new Map<string, RateLimit>()
  #socket: WebSocket | undefined
  #state: RelayState = 'connecting'
  #intervalSeconds = DEFAULT_INTERVAL_S
  #minIntervalMs = 0
  #announcedAt = -Infinity
  #retryMs = FIRST_RETRY_MS
  #timer: ReturnType<typeof setTimeout> | undefined

  private constructor(url: string) {
    this.url = url
  }

  /** The tracker of that URL, its socket shared with the other rooms that use it. */
  static join(url: string, swarm: Swarm): Tracker {
    const tracker = Tracker.#inUse.get(url) ?? new Tracker(url)
    Tracker.#inUse.set(url, tracker)
    tracker.#swarms.add(swarm)
    swarm.onState(tracker.#state)
    if (!tracker.#socket && tracker.#state === 'connecting') tracker.#connect()
    if (tracker.#state === 'open') void tracker.#announce(swarm, 'started')
    return tracker
  }

  /** Shows a greeting to members of the swarm, as often as the tracker allows. */
  announce(swarm: Swarm): void {
    if (this.#state !== 'open' || performance.now() - this.#announcedAt < this.#minIntervalMs) return
    if (this.#limits.get(swarm.topic)?.take()) void this.#announce(swarm)
  }

  send(swarm: Swarm, peerId: string, sealed: string): void {
    const answer = { type: 'answer', sdp: sealed }
    this.#send(swarm, { to_peer_id: peerId, offer_id: randomId(), answer })
  }

  /** Takes the room out of the swarm. */
  leave(swarm: Swarm): void {
    this.#swarms.delete(swarm)
    const isLastOfTopic = ![...this.#swarms].some(({ topic }) => topic === swarm.topic)
    if (isLastOfTopic) this.#send(swarm, { event: 'stopped' })
    if (this.#swarms.size > 0) return
    Tracker.#inUse.delete(this.url)
    clearTimeout(this.#timer)
    this.#socket?.close()
    this.#socket = undefined
  }

  #connect(): void {
    const socket = new WebSocket(this.url)
    this.#socket = socket
    this.#timer = setTimeout(() => this.#onLost(socket, 'it does not answer'), OPEN_TIMEOUT_MS)
    socket.onopen = () => this.#onOpen()
    socket.onmessage = ({ data }: MessageEvent<unknown>) => this.#onMessage(data)
    socket.onclose = ({ code }) => this.#onLost(socket, `the connection was closed (${code})`)
  }

  #onOpen(): void {
    clearTimeout(this.#timer)
    this.#retryMs = FIRST_RETRY_MS
    this.#limits.clear()
    this.#setState('open')
    for (const swarm of this.#swarms) void this.#announce(swarm, 'started')
  }

  #onLost(socket: WebSocket, why: string): void {
    if (this.#socket !== socket) return
    clearTimeout(this.#timer)
    socket.onclose = null
    socket.close()
    // Half of the delay is chance, so that not all who lost a tracker come back to it at the same moment.
    this.#timer = setTimeout(() => this.#connect(), this.#retryMs * (0.5 + Math.random() / 2))
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
    // The first failure is news; that it still fails is not.
    if (this.#state !== 'closed') this.#setState('closed', new SignalingError(this.url, why))
  }

  #setState(state: RelayState, error?: SignalingError): void {
    this.#state = state
    for (const swarm of this.#swarms) swarm.onState(state, error)
  }

  #onMessage(data: unknown): void {
    const message = parse(data)
    const { info_hash: topic, interval, 'min interval': minInterval, 'failure reason': failure } = message
    const { sdp: greeting } = fieldsOf(message.offer)
    const { sdp: signal } = fieldsOf(message.answer)
    if (typeof interval === 'number' && interval > 0) this.#intervalSeconds = interval
    if (typeof minInterval === 'number' && minInterval > 0) this.#minIntervalMs = minInterval * 1_000
    for (const swarm of [...this.#swarms].filter((swarm) => swarm.topic === topic)) {
      if (typeof greeting === 'string') swarm.onGreeting(greeting)
      if (typeof signal === 'string') swarm.onSignal(signal)
    }
    if (typeof failure === 'string') {
      const error = new SignalingError(this.url, `the tracker refuses: ${failure}`)
      for (const swarm of this.#swarms) swarm.onState(this.#state, error)
    }
  }

  async #announce(swarm: Swarm, event?: 'started'): Promise<void> {
    this.#announcedAt = performance.now()
    if (!this.#limits.has(swarm.topic)) {
      this.#limits.set(swarm.topic, new RateLimit(1 / this.#intervalSeconds, ANNOUNCES_AT_ONCE))
    }
    const offer = { type: 'offer', sdp: await swarm.hello() }
    if (!this.#swarms.has(swarm)) return
    const offers = Array.from({ length: OFFERS_PER_ANNOUNCE }, () => ({ offer_id: randomId(), offer }))
    const transfer = { uploaded: 0, downloaded: 0, left: 1 }
    this.#send(swarm, { ...transfer, ...(event && { event }), numwant: offers.length, offers })
  }

  #send({ topic, peerId }: Swarm, fields: object): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#socket.send(JSON.stringify({ action: 'announce', info_hash: topic, peer_id: peerId, ...fields }))
  }
}

/** A tracker's message; none for what is not JSON. */
function parse(data: unknown): Fields {
  try {
    return fieldsOf(parseJson(String(data)))
  } catch {
    return {}
  }
}

/** 20 characters, as strict trackers want. */
const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
