import { expect } from '@open-wc/testing'
import { LocalTracker } from '../../support/local-tracker.ts'
import { closeFrames, joinByTorrent, meet, uniqueName, type Peer } from '../../support/peer.ts'
import { messages } from '../messages.ts'

/** How long a crowd of browsers' pages on one machine may take, in milliseconds. */
const PATIENCE_MS = 90_000

const join = (count: number, name: string, trackerUrls: readonly string[]): Promise<Peer[]> =>
  Promise.all(Array.from({ length: count }, () => joinByTorrent(name, { trackerUrls })))

describe('a room of many', () => {
  afterEach(closeFrames)

  it('of whom eight join at once is fully meshed, each peer told of once', async () => {
    const peers = await join(8, uniqueName(), [new LocalTracker().url])
    const told = peers.map(({ room }) => {
      const joins: string[] = []
      room.onPeerJoin((peerId) => joins.push(peerId))
      return joins
    })
    await meet(...peers)
    for (const joins of told) expect([joins.length, new Set(joins).size]).to.deep.equal([7, 7])
  }).timeout(PATIENCE_MS)

  it('is fully meshed though the tracker introduces two at a time, and goes on without the tracker', async () => {
    const tracker = new LocalTracker()
    await tracker.start({ maxOffers: 2 })
    const peers = await join(12, uniqueName(), [tracker.url])
    await meet(...peers)
    const left: string[] = []
    for (const { room } of peers) room.onPeerLeave((peerId) => left.push(peerId))
    await tracker.stop()
    const [first, ...others] = peers
    if (!first) throw new Error('Nobody has joined')
    const heard = others.map(({ room }) => messages(room, 'still', 1))
    await first.room.makeAction('still')[0]('here')
    for (const came of await Promise.all(heard)) expect(came[0]?.data).to.equal('here')
    expect(left).to.deep.equal([])
    for (const { room } of peers) expect(room.getPeers()).to.have.lengthOf(11)
  }).timeout(PATIENCE_MS)

  it('is told of a newcomer by its members: one that reaches one reaches all', async () => {
    const name = uniqueName()
    const [theirs, ours] = [new LocalTracker(), new LocalTracker()]
    const members = await join(3, name, [theirs.url])
    await meet(...members)
    await theirs.stop()
    // Of the members only this one is at the newcomer's tracker.
    const bridge = await joinByTorrent(name, { trackerUrls: [theirs.url, ours.url] })
    const newcomer = await joinByTorrent(name, { trackerUrls: [ours.url] })
    await meet(bridge, newcomer)
    await theirs.start()
    await meet(...members, bridge, newcomer)
  }).timeout(PATIENCE_MS)
})
