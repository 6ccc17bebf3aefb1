import type { Action, Arrived, Json, Payload, Send } from '../src/index.ts'

/** What can be heard on a channel. */
export interface ChannelListener {
  message?(data: Arrived<Payload>, peerId: string, metadata: Json | undefined): void
  /** Binary on a channel that streams. */
  stream?(stream: ReadableStream<Uint8Array>, peerId: string, metadata: Json | undefined): void
  progress?(fraction: number, peerId: string, metadata: Json | undefined): void
}

/** An action with any number of listeners, where the library's own has one. */
export class Channel {
  readonly send: Send
  readonly #action: Action
  readonly #streams: boolean
  readonly #listeners = new Set<ChannelListener>()
  #isListening = false

  /** @param streams whether binary is handed over while it arrives */
  constructor(action: Action, streams: boolean) {
    this.#action = action
    this.#streams = streams
    this.send = action[0]
  }

  listen(listener: ChannelListener, signal: AbortSignal): void {
    this.#listeners.add(listener)
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true })
    this.#start()
  }

  /** Only once there is a listener: until then the library keeps what arrives. */
  #start(): void {
    if (this.#isListening) return
    this.#isListening = true
    const [, receive, progress] = this.#action
    const hear = (data: Arrived<Payload> | ReadableStream<Uint8Array>, peerId: string, metadata?: Json): void => {
      if (data instanceof ReadableStream) return this.#hearStream(data, peerId, metadata)
      for (const listener of this.#listeners) listener.message?.(data, peerId, metadata)
    }
    if (this.#streams) receive(hear, { stream: true })
    else receive(hear)
    progress((fraction, peerId, metadata) => {
      for (const listener of this.#listeners) listener.progress?.(fraction, peerId, metadata)
    })
  }

  /** A stream can be read once, so each listener gets a branch of it. Stopped at the sender when nobody wants any. */
  #hearStream(stream: ReadableStream<Uint8Array>, peerId: string, metadata: Json | undefined): void {
    let rest = stream
    for (const listener of this.#listeners) {
      if (!listener.stream) continue
      const [own, next] = rest.tee()
      rest = next
      listener.stream(own, peerId, metadata)
    }
    void rest.cancel()
  }
}
