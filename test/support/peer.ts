import type { BaseConfig, Room } from '../../src/core.ts'
import type { TorrentConfig } from '../../src/torrent.ts'
import { PeerFrame } from './peer-frame.ts'

type Core = typeof import('../../src/core.ts')
type Memory = typeof import('./memory.ts')
type Torrent = typeof import('../../src/torrent.ts')

/** A user of the library in a frame of its own. */
export interface Peer {
  readonly id: string
  readonly room: Room
  readonly frame: PeerFrame
}

const open = new Set<PeerFrame>()

/** A room's name that no other test uses. */
export const uniqueName = (): string => `room ${crypto.randomUUID()}`

/** Opens a frame in which a peer joins a room over the memory strategy. */
export async function joinByMemory(namespace: string, config: Partial<BaseConfig> = {}): Promise<Peer> {
  const frame = await openFrame()
  const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
  const { memory } = await frame.import<Memory>('/test/support/memory.ts')
  return { id: selfId, room: createJoinRoom(memory)({ appId: 'test', ...config }, namespace), frame }
}

/** Opens a frame in which a peer joins a room over trackers. */
export async function joinByTorrent(namespace: string, config: Partial<BaseConfig> & TorrentConfig): Promise<Peer> {
  const frame = await openFrame()
  const { joinRoom, selfId } = await frame.import<Torrent>('/src/torrent.ts')
  return { id: selfId, room: joinRoom({ appId: 'test', ...config }, namespace), frame }
}

/** Opens a frame to use the library in. */
export async function openFrame(): Promise<PeerFrame> {
  const frame = await PeerFrame.open()
  open.add(frame)
  return frame
}

/** Closes all frames of a test, as `afterEach`. */
export function closeFrames(): void {
  for (const frame of open) frame.close()
  open.clear()
}

/** Resolves when the rooms of all peers have each other. */
export async function meet(...peers: readonly Peer[]): Promise<void> {
  await Promise.all(
    peers.flatMap(({ room, id }) => peers.filter((other) => other.id !== id).map((other) => joined(room, other.id))),
  )
}

/** Resolves when a room has a peer. */
export const joined = (room: Room, peerId: string): Promise<void> =>
  until(room, 'peer-join', () => room.getPeers().includes(peerId))

/** Resolves when a room no longer has a peer. */
export const gone = (room: Room, peerId: string): Promise<void> =>
  until(room, 'peer-leave', () => !room.getPeers().includes(peerId))

/** Resolves when a condition holds, now or after one of the target's events. */
export function until(target: EventTarget, type: string, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!holds()) return
      target.removeEventListener(type, check)
      resolve()
    }
    target.addEventListener(type, check)
    check()
  })
}

/** The next event of a type. */
export const next = <Type extends Event>(target: EventTarget, type: string): Promise<Type> =>
  new Promise((resolve) => {
    target.addEventListener(type, (event) => resolve(event as Type), { once: true })
  })
