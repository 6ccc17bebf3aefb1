import type { Json, Payload, RelayState, Room, TrysteroError } from '../src/index.ts'

/** What each DOM event of the family carries in `detail`. All of them bubble and cross shadow roots. */
export interface TrysteroEventDetails {
  'trystero-join': { room: Room; selfId: string }
  'trystero-leave': { room: Room }
  'trystero-peer-join': { peerId: string }
  'trystero-peer-leave': { peerId: string }
  'trystero-peer-stream': { stream: MediaStream; peerId: string; metadata: Json | undefined }
  'trystero-peer-track': {
    track: MediaStreamTrack
    stream: MediaStream
    peerId: string
    metadata: Json | undefined
  }
  'trystero-relay': { url: string; state: RelayState }
  'trystero-error': { error: TrysteroError }
  'trystero-message': { data: Payload; peerId: string; metadata: Json | undefined }
  'trystero-progress': { fraction: number; peerId: string; metadata: Json | undefined; direction: 'in' | 'out' }
  'trystero-autoplay-blocked': { stream: MediaStream; peerId: string }
}

/** The DOM events of the family by name, for `addEventListener`. */
export type TrysteroEventMap = { [Name in keyof TrysteroEventDetails]: CustomEvent<TrysteroEventDetails[Name]> }

declare global {
  interface GlobalEventHandlersEventMap extends TrysteroEventMap {}
}
