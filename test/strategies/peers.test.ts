import { expect } from '@open-wc/testing'
import type { TorrentConfig } from '../../src/torrent.ts'
import { LocalTracker } from '../support/local-tracker.ts'
import {
  closeFrames,
  joinByMemory,
  joinByTorrent,
  meet,
  openFrame,
  uniqueName,
  until,
  type Peer,
} from '../support/peer.ts'

type Memory = typeof import('../support/memory.ts')
type Torrent = typeof import('../../src/torrent.ts')

/** Twelve frames on a busy machine take a while to load, in milliseconds. */
const TIMEOUT_MS = 60_000

/** A peer that meets by a tracker and by memory. */
async function joinByTorrentAndMemory(name: string, config: TorrentConfig): Promise<Peer> {
  const frame = await openFrame()
  const { createJoinRoom, selfId, torrent } = await frame.import<Torrent>('/src/torrent.ts')
  const { memory } = await frame.import<Memory>('/test/support/memory.ts')
  const joinRoom = createJoinRoom<TorrentConfig>(torrent, memory)
  return { id: selfId, room: joinRoom({ appId: 'test', ...config }, name), frame }
}

describe('a room whose peers introduce each other', function () {
  this.timeout(TIMEOUT_MS)

  afterEach(closeFrames)

  it('has twelve that a tracker shows to two others each, outlives it, and lets in who reaches one of them', async () => {
    const tracker = new LocalTracker()
    await tracker.start({ maxOffers: 2 })
    const name = uniqueName()
    const config = { trackerUrls: [tracker.url] }
    const peers = await Promise.all([
      joinByTorrentAndMemory(name, config),
      ...Array.from({ length: 11 }, () => joinByTorrent(name, config)),
    ])
    await meet(...peers)
    const leaves: string[] = []
    for (const { room } of peers) room.addEventListener('peer-leave', ({ peerId }) => leaves.push(peerId))

    await tracker.stop()
    await Promise.all(
      peers.map(({ room }) => until(room, 'relay', () => room.getRelays().some(({ state }) => state === 'closed'))),
    )
    const pings = peers.flatMap(({ room }) => room.getPeers().map((peerId) => room.ping(peerId)))
    expect(await Promise.all(pings)).to.have.lengthOf(12 * 11)

    const thirteenth = await joinByMemory(name)
    await meet(...peers, thirteenth)
    expect(leaves).to.deep.equal([])
  })
})
