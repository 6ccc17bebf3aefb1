import type { RoomSession } from './room-session.ts'

/** What is said of a shared stream. */
type StreamMetadata = { label: string }

/** Shares one stream with everyone in a room and everyone who comes later. */
export class StreamShare {
  #session: RoomSession | undefined
  #stream: MediaStream | null = null
  #metadata: StreamMetadata | undefined
  #sharing: AbortController | undefined

  /** The room to share in; undefined: none. */
  set session(session: RoomSession | undefined) {
    if (session === this.#session) return
    this.#stop()
    this.#session = session
    this.#start()
  }

  /** Takes the place of what was shared so far. */
  set(stream: MediaStream | null, metadata: StreamMetadata | undefined): void {
    if (stream === this.#stream && metadata?.label === this.#metadata?.label) return
    this.#stop()
    this.#stream = stream
    this.#metadata = metadata
    this.#start()
  }

  #start(): void {
    const stream = this.#stream
    const room = this.#session?.room
    if (!stream || !room) return
    this.#sharing = new AbortController()
    const { signal } = this.#sharing
    room.addStream(stream, null, this.#metadata)
    room.addEventListener('peer-join', ({ peerId }) => room.addStream(stream, peerId, this.#metadata), { signal })
  }

  #stop(): void {
    if (!this.#sharing) return
    this.#sharing.abort()
    this.#sharing = undefined
    // A room that has been left shares nothing any more.
    if (this.#stream && this.#session?.isHeld) this.#session.room.removeStream(this.#stream)
  }
}
