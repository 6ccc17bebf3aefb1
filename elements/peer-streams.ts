import type { Json, Room } from '../src/index.ts'

/** A stream that a peer shares at present. */
export interface PeerStream {
  readonly stream: MediaStream
  readonly metadata: Json | undefined
}

/**
 * The streams that each peer of a room shares at present, for elements that come after the stream did. Dispatches
 * `change` when a stream comes, goes, or gains or loses a track.
 */
export class PeerStreams extends EventTarget {
  readonly #byPeer = new Map<string, Map<MediaStream, PeerStream>>()
  readonly #watched = new WeakSet<MediaStream>()

  constructor(room: Room) {
    super()
    room.addEventListener('peer-stream', ({ peerId, stream, metadata }) => this.#add(peerId, stream, metadata))
    room.addEventListener('peer-leave', ({ peerId }) => {
      if (this.#byPeer.delete(peerId)) this.#notify()
    })
  }

  of(peerId: string): PeerStream[] {
    return [...(this.#byPeer.get(peerId)?.values() ?? [])]
  }

  #add(peerId: string, stream: MediaStream, metadata: Json | undefined): void {
    const streams = this.#byPeer.get(peerId) ?? new Map<MediaStream, PeerStream>()
    this.#byPeer.set(peerId, streams)
    streams.set(stream, { stream, metadata })
    this.#watch(peerId, stream)
    this.#notify()
  }

  #watch(peerId: string, stream: MediaStream): void {
    if (this.#watched.has(stream)) return
    this.#watched.add(stream)
    stream.addEventListener('addtrack', () => this.#notify())
    stream.addEventListener('removetrack', () => {
      // Its peer took the stream back: browsers tell so by taking the tracks out, one by one.
      if (!stream.getTracks().length) this.#byPeer.get(peerId)?.delete(stream)
      this.#notify()
    })
  }

  #notify(): void {
    this.dispatchEvent(new Event('change'))
  }
}
