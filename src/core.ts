// To build on: rooms on strategies of one's own, or on several at once.
export { createJoinRoom, type JoinRoom } from './join-room.ts'
export { loadStrategy, registerStrategy } from './registry.ts'
export { selfId } from './identity.ts'
export { Room } from './room.ts'
export { ConfigError, PeerError, ProtocolError, SendError, SignalingError, TrysteroError } from './errors.ts'
export { PeerEvent, PeerStreamEvent, PeerTrackEvent, RelayEvent, RoomErrorEvent, type RoomEventMap } from './events.ts'
export type {
  Admit,
  BaseConfig,
  Exchange,
  MeetingPlace,
  Relay,
  RelayState,
  Signaling,
  Strategy,
  WebRtc,
} from './signaling.ts'
export type { Action, Arrived, OnProgress, Progress, Receive, Send, Streamed } from './action.ts'
export type { Answer, Ask, AskOptions, Reply } from './request.ts'
export type { Json } from './json.ts'
export type { Target } from './outbox.ts'
export type { Binary, Payload } from './wire/source.ts'
