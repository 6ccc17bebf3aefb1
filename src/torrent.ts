import { createJoinRoom } from './join-room.ts'
import { torrent } from './strategies/torrent.ts'

export * from './core.ts'
export { torrent, type TorrentConfig } from './strategies/torrent.ts'

/** Joins a room whose members meet through BitTorrent trackers. */
export const joinRoom = createJoinRoom(torrent)
