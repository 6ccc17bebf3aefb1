import { createJoinRoom } from './join-room.ts'
import { ipfs } from './strategies/ipfs.ts'

export * from './core.ts'
export { ipfs, type IpfsConfig } from './strategies/ipfs.ts'

/** Joins a room whose members meet through IPFS pubsub. */
export const joinRoom = createJoinRoom(ipfs)
