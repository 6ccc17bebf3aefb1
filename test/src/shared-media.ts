import type { Json, Room } from '../../src/core.ts'

export interface SharedStream {
  readonly stream: MediaStream
  readonly peerId: string
  readonly metadata: Json | undefined
}

export interface SharedTrack extends SharedStream {
  readonly track: MediaStreamTrack
}

/** The next stream that a room is told of. */
export const nextStreamOf = (room: Room): Promise<SharedStream> =>
  new Promise((resolve) => room.addEventListener('peer-stream', resolve, { once: true }))

/** The next track that a room is told of. */
export const nextTrackOf = (room: Room): Promise<SharedTrack> =>
  new Promise((resolve) => room.addEventListener('peer-track', resolve, { once: true }))

/** The next tracks that a room is told of. */
export const nextTracksOf = (room: Room, count: number): Promise<SharedTrack[]> =>
  new Promise((resolve) => {
    const tracks: SharedTrack[] = []
    const onTrack = (shared: SharedTrack): void => {
      tracks.push(shared)
      if (tracks.length < count) return
      room.removeEventListener('peer-track', onTrack)
      resolve(tracks)
    }
    room.addEventListener('peer-track', onTrack)
  })

/** Resolves when a stream has lost a track, and tells how many it has left. */
export const nextRemoval = (stream: MediaStream): Promise<number> =>
  new Promise((resolve) =>
    stream.addEventListener('removetrack', () => resolve(stream.getTracks().length), { once: true }),
  )
