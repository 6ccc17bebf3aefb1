import { callSafely } from './callback.ts'
import { MAX_UNHEARD_BYTES, MAX_UNHEARD_MESSAGES, UNHEARD_TIMEOUT_MS } from './limits.ts'
import type { Json } from './json.ts'
import type { Arrival, Port, Received, Recipient } from './wire/receiver.ts'

/** Peers whose unheard messages are kept at the same time; without it, a peer that changes its ID could fill us up. */
const MAX_UNHEARD_PEERS = 16

export type Listener = (data: Received, peerId: string, metadata: Json | undefined) => void
export type ProgressListener = (fraction: number, peerId: string, metadata: Json | undefined) => void

interface Listening {
  listener?: Listener
  wantsStream: boolean
  progress?: ProgressListener
  /** What came before anybody listened, in order. */
  kept: { peerId: string; arrival: Arrival; data: Received }[]
}

interface Kept {
  bytes: number
  messages: number
}

/** What comes for each port of a room, and who listens to it. */
export class Inbox {
  readonly #ports = new Map<string, Listening>()
  readonly #keptFor = new Map<string, Kept>()
  readonly #departed = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #onListening: () => void

  /** @param onListening called when somebody begins to listen, for what waits at the peers. */
  constructor(onListening: () => void) {
    this.#onListening = onListening
  }

  /** Listens to a port in the place of who did before, beginning with what was kept. */
  listen(port: Port, listener: Listener, wantsStream = false): void {
    const listening = this.#listening(port)
    listening.listener = listener
    listening.wantsStream = wantsStream
    for (const { peerId, arrival, data } of listening.kept.splice(0)) {
      this.#release(peerId, arrival.size)
      const isStream = wantsStream && data instanceof ArrayBuffer
      callSafely(listener, isStream ? new Blob([data]).stream() : data, peerId, arrival.metadata)
    }
    this.#onListening()
  }

  /** Listens to the progress of what comes for a port, in the place of who did before. */
  watch(port: Port, progress: ProgressListener): void {
    this.#listening(port).progress = progress
  }

  /** Takes what comes from one peer. */
  recipientFor(peerId: string): Recipient {
    this.#stopWaitingFor(peerId)
    return {
      wants: ({ port, binary }) => {
        const listening = this.#ports.get(keyOf(port))
        if (!listening?.listener) return 'later'
        return binary && listening.wantsStream ? 'stream' : 'whole'
      },
      deliver: (arrival, data) => {
        const listener = this.#ports.get(keyOf(arrival.port))?.listener
        if (!listener) return this.#keep(peerId, arrival, data)
        callSafely(listener, data, peerId, arrival.metadata)
        return true
      },
      progress: ({ port, metadata }, fraction) => {
        const progress = this.#ports.get(keyOf(port))?.progress
        if (progress) callSafely(progress, fraction, peerId, metadata)
      },
    }
  }

  /** A peer has left: what it said is kept for a while, not for ever. */
  onLeave(peerId: string): void {
    if (!this.#keptFor.has(peerId)) return
    this.#stopWaitingFor(peerId)
    this.#departed.set(
      peerId,
      setTimeout(() => this.#forget(peerId), UNHEARD_TIMEOUT_MS),
    )
  }

  /** The room has been left: nobody will listen any more. */
  close(): void {
    for (const peerId of [...this.#keptFor.keys()]) this.#forget(peerId)
  }

  #forget(peerId: string): void {
    this.#stopWaitingFor(peerId)
    this.#keptFor.delete(peerId)
    for (const listening of this.#ports.values()) {
      listening.kept = listening.kept.filter((message) => message.peerId !== peerId)
    }
  }

  #stopWaitingFor(peerId: string): void {
    clearTimeout(this.#departed.get(peerId))
    this.#departed.delete(peerId)
  }

  #listening(port: Port): Listening {
    const key = keyOf(port)
    const listening = this.#ports.get(key) ?? { wantsStream: false, kept: [] }
    this.#ports.set(key, listening)
    return listening
  }

  #keep(peerId: string, arrival: Arrival, data: Received): boolean {
    const kept = this.#keptFor.get(peerId) ?? { bytes: 0, messages: 0 }
    if (!this.#keptFor.has(peerId) && this.#keptFor.size >= MAX_UNHEARD_PEERS) return false
    if (kept.bytes + arrival.size > MAX_UNHEARD_BYTES || kept.messages >= MAX_UNHEARD_MESSAGES) return false
    this.#keptFor.set(peerId, { bytes: kept.bytes + arrival.size, messages: kept.messages + 1 })
    this.#listening(arrival.port).kept.push({ peerId, arrival, data })
    return true
  }

  #release(peerId: string, size: number): void {
    const kept = this.#keptFor.get(peerId)
    if (!kept) return
    if (kept.messages <= 1) this.#keptFor.delete(peerId)
    else this.#keptFor.set(peerId, { bytes: kept.bytes - size, messages: kept.messages - 1 })
  }
}

const keyOf = ({ kind, name }: Port): string => `${kind} ${name}`
