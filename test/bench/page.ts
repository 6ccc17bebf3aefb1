import type { Library, MeshResult, Peer, Place } from './library.ts'

const libraries: Readonly<Record<string, () => Promise<Library>>> = {
  'trystero-elements': () => import('./libraries/trystero-elements.ts'),
  trystero: () => import('./libraries/trystero.ts'),
  PeerJS: () => import('./libraries/peerjs.ts'),
  'simple-peer': () => import('./libraries/simple-peer.ts'),
  RTCDataChannel: () => import('./libraries/data-channel.ts'),
}

/** Round trips one after the other, of which the median counts. */
const ROUND_TRIPS = 300

/** When `join` was called and when the first peer was there, in milliseconds since the epoch. */
interface Met {
  readonly calledAt: number
  readonly metAt: number
}

/** A page of the benchmark, driven from outside: one peer, or the frame around several. */
class Bench {
  readonly #met: Promise<Met>
  #onMet: (met: Met) => void = () => undefined
  #calledAt = 0
  readonly #waiting = new Map<number, () => void>()
  #library: Library | undefined
  #peer: Peer | undefined
  #lastQuestion = 0
  #peerCount = 0

  constructor() {
    this.#met = new Promise((resolve) => {
      this.#onMet = resolve
    })
  }

  /** How many links this peer has. */
  get peerCount(): number {
    return this.#peerCount
  }

  /** Loads a library, so that what follows measures none of it. */
  async load(name: string): Promise<void> {
    this.#library = await libraries[name]?.()
  }

  /** Joins a room; `met` tells when somebody is there. */
  join(place: Place, onPeer?: () => void): void {
    if (!this.#library) throw new Error('no library of that name has been loaded')
    this.#calledAt = now()
    this.#library.join(place, {
      onPeer: (peer) => {
        this.#peer = peer
        this.#peerCount += 1
        this.#onMet({ calledAt: this.#calledAt, metAt: now() })
        onPeer?.()
      },
      onValue: (value) => {
        // Questions are above 0, their answers below.
        if (value > 0) this.#peer?.say(-value)
        else this.#take(-value)
      },
      // A payload is answered by its size, which is far above the number of any question.
      onPayload: (size) => this.#peer?.say(-size),
    })
  }

  /** Resolves when somebody is there. */
  met(): Promise<Met> {
    return this.#met
  }

  /** The median round trip of a small message, in milliseconds. */
  async roundTrip(): Promise<number> {
    const times: number[] = []
    while (times.length < ROUND_TRIPS) times.push(await this.#timed(() => this.#ask()))
    return median(times)
  }

  /** Round trips per second, with all of them under way at once. */
  async roundTripsAtOnce(count: number): Promise<number> {
    const ms = await this.#timed(() => Promise.all(Array.from({ length: count }, () => this.#ask())))
    return (count * 1_000) / ms
  }

  /** Bytes per second, from the call to the receiver's word that it has them. */
  async transfer(size: number): Promise<number> {
    const bytes = new ArrayBuffer(size)
    const ms = await this.#timed(() => this.#send(bytes))
    return (size * 1_000) / ms
  }

  /** The median round trip while a payload is under way, in milliseconds. */
  async roundTripDuring(size: number): Promise<number> {
    const transfer = { isUnderWay: true }
    void this.#send(new ArrayBuffer(size)).then(() => (transfer.isUnderWay = false))
    const times: number[] = []
    while (transfer.isUnderWay) times.push(await this.#timed(() => this.#ask()))
    return median(times)
  }

  /** Has several frames join at once. Resolves when each is linked with each, or the time is up. */
  async mesh(name: string, count: number, place: Place, limitMs: number): Promise<MeshResult> {
    const peers = await Promise.all(Array.from({ length: count }, () => openFrame()))
    await Promise.all(peers.map((peer) => peer.load(name)))
    const links = (): number => peers.reduce((sum, { peerCount }) => sum + peerCount, 0) / 2
    const begunAt = performance.now()
    await new Promise<void>((resolve) => {
      setTimeout(resolve, limitMs)
      const onPeer = (): void => {
        if (links() >= (count * (count - 1)) / 2) resolve()
      }
      for (const peer of peers) peer.join(place, onPeer)
    })
    return { links: links(), ms: performance.now() - begunAt }
  }

  #ask(): Promise<void> {
    const question = ++this.#lastQuestion
    return this.#answerTo(question, () => this.#peer?.say(question))
  }

  #send(bytes: ArrayBuffer): Promise<void> {
    return this.#answerTo(bytes.byteLength, () => this.#peer?.send(bytes))
  }

  #answerTo(question: number, ask: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(question, resolve)
      ask()
    })
  }

  #take(question: number): void {
    this.#waiting.get(question)?.()
    this.#waiting.delete(question)
  }

  async #timed(work: () => Promise<unknown>): Promise<number> {
    const begunAt = performance.now()
    await work()
    return performance.now() - begunAt
  }
}

async function openFrame(): Promise<Bench> {
  const frame = document.createElement('iframe')
  frame.src = location.href
  const loaded = new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true })
  })
  document.body.append(frame)
  await loaded
  if (!frame.contentWindow) throw new Error('the frame has not been loaded')
  return frame.contentWindow.bench
}

/** The same clock for all pages. */
const now = (): number => performance.timeOrigin + performance.now()

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

declare global {
  interface Window {
    bench: Bench
  }
}

window.bench = new Bench()
