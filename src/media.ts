import { ProtocolError } from './errors.ts'
import { MAX_MEDIA_PER_PEER, MAX_STREAM_ID_LENGTH } from './limits.ts'
import { encodeMetadata, fieldsOf, parseJson, type Json } from './json.ts'
import type { Session } from './session.ts'

/** What peers share, as the room hears of it. */
export interface MediaOwner {
  onStream(stream: MediaStream, peerId: string, metadata: Json | undefined): void
  onTrack(track: MediaStreamTrack, stream: MediaStream, peerId: string, metadata: Json | undefined): void
}

/** What is said of a stream, or of one track that comes next, ahead of its negotiation. */
interface Notice {
  readonly stream: string
  /** Missing for a notice about the whole stream. */
  readonly kind?: string
  readonly metadata: Json | undefined
}

/** What one peer shares. */
interface Shared {
  /** Notices by stream ID, and the metadata of tracks in the order of their coming, by stream ID and kind. */
  readonly ofStreams: Map<string, Notice>
  readonly ofTracks: Map<string, (Json | undefined)[]>
  /** The streams that are here, each with the notice that its latest track came by. */
  readonly streams: Map<MediaStream, Notice | undefined>
}

/**
 * Streams and tracks, to peers and from them, each with its metadata. A notice goes over the same channel as the
 * negotiation, ahead of it, so the metadata is there when the track comes.
 */
export class Media {
  readonly #owner: MediaOwner
  readonly #shared = new WeakMap<Session, Shared>()

  constructor(owner: MediaOwner) {
    this.#owner = owner
  }

  /** @throws ConfigError when the metadata is not JSON, or too large. */
  addStream(sessions: readonly Session[], stream: MediaStream, metadata?: Json): void {
    const tracks = stream.getTracks()
    const others = sessions.filter(({ link }) => tracks.some((track) => !link.tracksOf(stream).includes(track)))
    this.#notify(others, { stream: stream.id }, metadata)
    for (const { link } of others) for (const track of tracks) link.addTrack(track, stream)
  }

  removeStream(sessions: readonly Session[], stream: MediaStream): void {
    for (const { link } of sessions) for (const track of link.tracksOf(stream)) link.removeTrack(track, stream)
  }

  /** @throws ConfigError when the metadata is not JSON, or too large. */
  addTrack(sessions: readonly Session[], track: MediaStreamTrack, stream: MediaStream, metadata?: Json): void {
    // Who has the track already gets no other, and would keep the metadata for nothing.
    const others = sessions.filter(({ link }) => !link.tracksOf(stream).includes(track))
    this.#notify(others, { stream: stream.id, kind: track.kind }, metadata)
    for (const { link } of others) link.addTrack(track, stream)
  }

  removeTrack(sessions: readonly Session[], track: MediaStreamTrack, stream: MediaStream): void {
    for (const { link } of sessions) link.removeTrack(track, stream)
  }

  replaceTrack(
    sessions: readonly Session[],
    oldTrack: MediaStreamTrack,
    newTrack: MediaStreamTrack,
    stream: MediaStream,
  ): void {
    for (const { link } of sessions) void link.replaceTrack(oldTrack, newTrack, stream)
  }

  /** A peer's notice. @throws ProtocolError when it is none, or one too many. */
  onNotice(session: Session, json: string): void {
    const notice = parseNotice(json)
    const { ofStreams, ofTracks } = this.#sharedBy(session)
    if (!notice) throw new ProtocolError('protocol', session.peerId, 'a notice of media that is none')
    const { stream, kind, metadata } = notice
    // For its limit, which holds here as it does there.
    encodeMetadata(metadata)
    if (ofStreams.size + [...ofTracks.values()].flat().length >= MAX_MEDIA_PER_PEER) {
      throw new ProtocolError('protocol', session.peerId, `more than ${MAX_MEDIA_PER_PEER} streams`)
    }
    if (kind === undefined) ofStreams.set(stream, notice)
    else ofTracks.set(`${kind} ${stream}`, [...(ofTracks.get(`${kind} ${stream}`) ?? []), metadata])
  }

  /** A peer's track has come. */
  onTrack(session: Session, track: MediaStreamTrack, stream: MediaStream): void {
    const { ofStreams, ofTracks, streams } = this.#sharedBy(session)
    const key = `${track.kind} ${stream.id}`
    const [ofTrack, ...ofLaterTracks] = ofTracks.get(key) ?? []
    if (ofLaterTracks.length > 0) ofTracks.set(key, ofLaterTracks)
    else ofTracks.delete(key)
    const notice = ofStreams.get(stream.id)
    const metadata = ofTrack ?? notice?.metadata
    const isNew = !streams.has(stream)
    streams.set(stream, notice)
    if (isNew) {
      stream.addEventListener('removetrack', () => {
        if (stream.getTracks().length > 0) return
        // Gone: should it be added again, it is news again, and the notice of that may be here already.
        if (ofStreams.get(stream.id) === streams.get(stream)) ofStreams.delete(stream.id)
        streams.delete(stream)
      })
      // All tracks of a stream come in one task; the stream is handed over with all of them.
      queueMicrotask(() => this.#owner.onStream(stream, session.peerId, notice?.metadata ?? ofTrack))
    }
    this.#owner.onTrack(track, stream, session.peerId, metadata)
  }

  #sharedBy(session: Session): Shared {
    const shared = this.#shared.get(session) ?? { ofStreams: new Map(), ofTracks: new Map(), streams: new Map() }
    this.#shared.set(session, shared)
    return shared
  }

  #notify(sessions: readonly Session[], about: Omit<Notice, 'metadata'>, metadata?: Json): void {
    encodeMetadata(metadata)
    const json = JSON.stringify({ ...about, metadata })
    for (const session of sessions) session.control({ type: 'media', json })
  }
}

function parseNotice(json: string): Notice | undefined {
  const { stream, kind, metadata } = fieldsOf(parseJson(json))
  if (typeof stream !== 'string' || stream.length > MAX_STREAM_ID_LENGTH) return undefined
  if (kind === undefined) return { stream, metadata }
  return kind === 'audio' || kind === 'video' ? { stream, kind, metadata } : undefined
}
