import { createContext } from '@lit/context'
import type { RoomSession } from './room-session.ts'

/** How far a `<trystero-room>` has come. */
export type RoomState = 'idle' | 'connecting' | 'joined' | 'failed'

/** What a `<trystero-room>` tells the elements that belong to it. Replaced as a whole at each change. */
export interface RoomSnapshot {
  readonly state: RoomState
  /** There from `connecting` on, so that nobody misses the first peer. */
  readonly session: RoomSession | undefined
}

/** Without a room, or outside of any. */
export const NO_ROOM: RoomSnapshot = { state: 'idle', session: undefined }

// Registered symbols, so that elements of two copies of the package on one page still find each other.

/** The room around an element. */
export const roomContext = createContext<RoomSnapshot>(Symbol.for('trystero-elements.room'))

/** The ID of the peer that an element is about. */
export const peerContext = createContext<string | undefined>(Symbol.for('trystero-elements.peer'))
