import { createJoinRoom } from './join-room.ts'
import type { Room } from './room.ts'
import type { BaseConfig } from './signaling.ts'
import { firebase, type FirebaseConfig } from './strategies/firebase.ts'

export * from './core.ts'
export { getOccupants } from './occupants.ts'
export { firebase, type FirebaseConfig } from './strategies/firebase.ts'

/** What `joinRoom` takes: a `firebaseApp` makes `appId` needless, it is then the URL of that app's database. */
export type FirebaseRoomConfig = FirebaseConfig &
  (BaseConfig | (Partial<BaseConfig> & Required<Pick<FirebaseConfig, 'firebaseApp'>>))

/**
 * Joins a room whose members meet through a Firebase Realtime Database.
 *
 * @throws ConfigError for a bad argument.
 */
export const joinRoom = createJoinRoom(firebase) as (config: FirebaseRoomConfig, namespace: string) => Room
