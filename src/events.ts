import type { TrysteroError } from './errors.ts'
import type { Json } from './json.ts'
import type { RelayState } from './signaling.ts'

/** `peer-join` and `peer-leave`: somebody came or went. */
export class PeerEvent extends Event {
  readonly peerId: string

  constructor(type: 'peer-join' | 'peer-leave', peerId: string) {
    super(type)
    this.peerId = peerId
  }
}

/** `peer-stream`: a peer shares a stream. */
export class PeerStreamEvent extends Event {
  readonly stream: MediaStream
  readonly peerId: string
  readonly metadata: Json | undefined

  constructor(stream: MediaStream, peerId: string, metadata: Json | undefined) {
    super('peer-stream')
    this.stream = stream
    this.peerId = peerId
    this.metadata = metadata
  }
}

/** `peer-track`: a peer shares a track, alone or as part of a stream. */
export class PeerTrackEvent extends Event {
  readonly track: MediaStreamTrack
  readonly stream: MediaStream
  readonly peerId: string
  readonly metadata: Json | undefined

  constructor(track: MediaStreamTrack, stream: MediaStream, peerId: string, metadata: Json | undefined) {
    super('peer-track')
    this.track = track
    this.stream = stream
    this.peerId = peerId
    this.metadata = metadata
  }
}

/** `relay`: a meeting place answers, or no longer does. */
export class RelayEvent extends Event {
  readonly url: string
  readonly state: RelayState

  constructor(url: string, state: RelayState) {
    super('relay')
    this.url = url
    this.state = state
  }
}

/** `error`: something went wrong that no call could reject with. */
export class RoomErrorEvent extends Event {
  readonly error: TrysteroError

  constructor(error: TrysteroError) {
    super('error')
    this.error = error
  }
}

/** The events of a room, by name. */
export interface RoomEventMap {
  'peer-join': PeerEvent
  'peer-leave': PeerEvent
  'peer-stream': PeerStreamEvent
  'peer-track': PeerTrackEvent
  relay: RelayEvent
  error: RoomErrorEvent
}
