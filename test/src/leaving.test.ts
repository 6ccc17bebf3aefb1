import { expect } from '@open-wc/testing'
import type { BaseConfig, Room } from '../../src/core.ts'
import { LocalTracker } from '../support/local-tracker.ts'
import {
  closeFrames,
  gone,
  joinByMemory,
  joined,
  joinByTorrent,
  meet,
  openFrame,
  uniqueName,
  type Peer,
} from '../support/peer.ts'
import { rejectionOf } from './rejection.ts'

type Core = typeof import('../../src/core.ts')
type Memory = typeof import('../support/memory.ts')
type Torrent = typeof import('../../src/torrent.ts')

describe('leaving a room', () => {
  afterEach(closeFrames)

  it('tells the peers, and empties the room', async () => {
    const name = uniqueName()
    const peers = await Promise.all([joinByMemory(name), joinByMemory(name), joinByMemory(name)])
    const [one, two, three] = peers
    await meet(...peers)
    const told = Promise.all([two, three].map(({ room }) => gone(room, one.id)))
    await one.room.leave()
    await told
    expect(one.room.getPeers()).to.deep.equal([])
    expect(two.room.getPeers()).to.deep.equal([three.id])
  })

  it('is safe twice', async () => {
    const { room } = await joinByMemory(uniqueName())
    const [first, second] = [room.leave(), room.leave()]
    await Promise.all([first, second])
    await room.leave()
  })

  it('is safe before anything has begun', async () => {
    const tracker = new LocalTracker()
    const { room } = await joinByTorrent(uniqueName(), { trackerUrls: [tracker.url] })
    await room.leave()
    expect(room.getPeers()).to.deep.equal([])
  })

  it('leaves nobody to send to', async () => {
    const name = uniqueName()
    const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
    await one.room.leave()
    const [send] = one.room.makeAction('late')
    await send('to all')
    expect(await rejectionOf(send('to one', two.id))).to.deep.include({ name: 'SendError', peerIds: [two.id] })
  })

  it('in one page leaves what others do in it alone', async () => {
    const frame = await openFrame()
    const { createJoinRoom } = await frame.import<Core>('/src/core.ts')
    const { memory } = await frame.import<Memory>('/test/support/memory.ts')
    const join = createJoinRoom(memory)
    const name = uniqueName()
    const [left, kept] = [join({ appId: 'test' }, uniqueName()), join({ appId: 'test' }, name)]
    await left.leave()
    const other = await joinByMemory(name)
    await joined(kept, other.id)
  })
})

describe('joining again at once', () => {
  afterEach(closeFrames)

  /** A peer's page in which a room is left and joined again in the same turn of the event loop. */
  async function comesBack(join: () => Room, id: string, other: Peer): Promise<Room> {
    const left = join()
    await Promise.all([joined(left, other.id), joined(other.room, id)])
    const leaves = gone(other.room, id)
    void left.leave()
    const again = join()
    expect(again).not.to.equal(left)
    await leaves
    await Promise.all([joined(again, other.id), joined(other.room, id)])
    return again
  }

  it('works over memory', async () => {
    const name = uniqueName()
    const other = await joinByMemory(name)
    const frame = await openFrame()
    const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
    const { memory } = await frame.import<Memory>('/test/support/memory.ts')
    const joinRoom = createJoinRoom(memory)
    const again = await comesBack(() => joinRoom({ appId: 'test' }, name), selfId, other)
    expect(await again.ping(other.id)).to.be.at.least(0)
  })

  it('works over a tracker', async () => {
    const name = uniqueName()
    const trackerUrls = [new LocalTracker().url]
    const other = await joinByTorrent(name, { trackerUrls })
    const frame = await openFrame()
    const { joinRoom, selfId } = await frame.import<Torrent>('/src/torrent.ts')
    const again = await comesBack(() => joinRoom({ appId: 'test', trackerUrls }, name), selfId, other)
    expect(await again.ping(other.id)).to.be.at.least(0)
  })

  it('several times in a row leaves one peer', async () => {
    const name = uniqueName()
    const other = await joinByMemory(name)
    const frame = await openFrame()
    const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
    const { memory } = await frame.import<Memory>('/test/support/memory.ts')
    const join = (): Room => createJoinRoom(memory)({ appId: 'test' } satisfies BaseConfig, name)
    for (let times = 0; times < 5; times++) void join().leave()
    const room = join()
    await Promise.all([joined(room, other.id), joined(other.room, selfId)])
    expect(other.room.getPeers()).to.deep.equal([selfId])
    expect(await other.room.ping(selfId)).to.be.at.least(0)
  })
})
