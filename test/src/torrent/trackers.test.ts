import { expect } from '@open-wc/testing'
import type { RelayEvent, Room } from '../../../src/core.ts'
import { LocalTracker } from '../../support/local-tracker.ts'
import { closeFrames, gone, joinByTorrent, joined, meet, openFrame, uniqueName, until } from '../../support/peer.ts'
import { nextError } from '../next-error.ts'

type Torrent = typeof import('../../../src/torrent.ts')

const isIn = (room: Room, url: string, state: string): Promise<void> =>
  until(room, 'relay', () => room.getRelays().some((relay) => relay.url === url && relay.state === state))

/** A tracker that nobody answers at. */
async function deadTracker(): Promise<LocalTracker> {
  const tracker = new LocalTracker()
  await tracker.stop()
  return tracker
}

describe('several trackers', () => {
  afterEach(closeFrames)

  it('are used at once: those meet who have one in common', async () => {
    const name = uniqueName()
    const [red, blue] = [new LocalTracker().url, new LocalTracker().url]
    const both = await joinByTorrent(name, { trackerUrls: [red, blue] })
    const [atRed, atBlue] = await Promise.all([
      joinByTorrent(name, { trackerUrls: [red] }),
      joinByTorrent(name, { trackerUrls: [blue] }),
    ])
    await meet(both, atRed, atBlue)
    expect(both.room.getRelays()).to.have.deep.members([
      { url: red, state: 'open' },
      { url: blue, state: 'open' },
    ])
  })

  it('make one peer of one that is met by all of them', async () => {
    const name = uniqueName()
    const trackerUrls = [new LocalTracker().url, new LocalTracker().url, new LocalTracker().url]
    const [one, two] = await Promise.all([joinByTorrent(name, { trackerUrls }), joinByTorrent(name, { trackerUrls })])
    const joins: string[] = []
    one.room.onPeerJoin((peerId) => joins.push(peerId))
    await meet(one, two)
    const three = await joinByTorrent(name, { trackerUrls })
    await meet(one, two, three)
    expect(joins).to.deep.equal([two.id, three.id])
  })

  it('of which one is dead delay nothing, and the dead one is reported', async () => {
    const name = uniqueName()
    const [alive, dead] = [new LocalTracker(), await deadTracker()]
    const trackerUrls = [dead.url, alive.url]
    const one = await joinByTorrent(name, { trackerUrls })
    const reported = nextError(one.room)
    const two = await joinByTorrent(name, { trackerUrls })
    expect(await reported).to.include({ name: 'SignalingError', code: 'signaling', url: dead.url })
    await meet(one, two)
    await isIn(one.room, dead.url, 'closed')
    await isIn(one.room, alive.url, 'open')
  })
})

describe('a tracker that goes away', () => {
  afterEach(closeFrames)

  it('is reported, changes nothing for those in the room, and is found again by newcomers', async () => {
    const name = uniqueName()
    const tracker = new LocalTracker()
    const trackerUrls = [tracker.url]
    const [one, two] = await Promise.all([joinByTorrent(name, { trackerUrls }), joinByTorrent(name, { trackerUrls })])
    await meet(one, two)
    const states: string[] = []
    one.room.addEventListener('relay', ({ url, state }: RelayEvent) => states.push(`${state} ${url}`))
    const reported = nextError(one.room)
    await tracker.stop()
    expect(await reported).to.include({ name: 'SignalingError', url: tracker.url })
    expect(one.room.getRelays()).to.deep.equal([{ url: tracker.url, state: 'closed' }])
    expect(await one.room.ping(two.id)).to.be.at.least(0)
    await tracker.start()
    await isIn(one.room, tracker.url, 'open')
    expect(states).to.deep.equal([`closed ${tracker.url}`, `open ${tracker.url}`])
    const three = await joinByTorrent(name, { trackerUrls })
    await meet(one, two, three)
  })

  it('before anybody was met is waited for', async () => {
    const name = uniqueName()
    const tracker = await deadTracker()
    const trackerUrls = [tracker.url]
    const peers = await Promise.all([joinByTorrent(name, { trackerUrls }), joinByTorrent(name, { trackerUrls })])
    await Promise.all(peers.map(({ room }) => isIn(room, tracker.url, 'closed')))
    await tracker.start()
    await meet(...peers)
  })
})

describe('the socket to a tracker', () => {
  afterEach(closeFrames)

  /** A page that counts its sockets. */
  async function openPage() {
    const frame = await openFrame()
    const sockets: WebSocket[] = []
    frame.window.WebSocket = class extends frame.window.WebSocket {
      constructor(url: string | URL) {
        super(url)
        sockets.push(this)
      }
    }
    const { joinRoom, selfId } = await frame.import<Torrent>('/src/torrent.ts')
    return { joinRoom, selfId, sockets }
  }

  it('is one for all rooms of a page, for as long as one of them is joined', async () => {
    const { joinRoom, selfId, sockets } = await openPage()
    const trackerUrls = [new LocalTracker().url]
    const names = [uniqueName(), uniqueName()] as const
    const [red, blue] = [
      joinRoom({ appId: 'test', trackerUrls }, names[0]),
      joinRoom({ appId: 'test', trackerUrls }, names[1]),
    ]
    const [atRed, atBlue] = await Promise.all(names.map((name) => joinByTorrent(name, { trackerUrls })))
    if (!atRed || !atBlue) throw new Error('Nobody has joined')
    await Promise.all([joined(red, atRed.id), joined(blue, atBlue.id)])
    expect(red.getPeers()).to.deep.equal([atRed.id])
    expect(blue.getPeers()).to.deep.equal([atBlue.id])
    expect(sockets).to.have.lengthOf(1)
    await Promise.all([red.leave(), gone(atRed.room, selfId)])
    expect(sockets.map(({ readyState }) => readyState)).to.deep.equal([WebSocket.OPEN])
    const late = await joinByTorrent(names[1], { trackerUrls })
    await joined(blue, late.id)
    await blue.leave()
    expect(sockets).to.have.lengthOf(1)
    const [socket] = sockets
    if (!socket) throw new Error('There was no socket')
    await until(socket, 'close', () => socket.readyState === WebSocket.CLOSED)
  })

  it('goes to as many default trackers as trackerRedundancy says', async () => {
    const frame = await openFrame()
    const urls: string[] = []
    // Nobody out there is called.
    frame.window.WebSocket = class extends EventTarget {
      static readonly OPEN = 1
      readonly readyState = 0
      constructor(url: string) {
        super()
        urls.push(url)
      }
      close(): void {}
    } as unknown as typeof WebSocket
    const { joinRoom } = await frame.import<Torrent>('/src/torrent.ts')
    for (const [config, count] of [
      [{}, 2],
      [{ trackerRedundancy: 1 }, 1],
      [{ trackerRedundancy: 3 }, 3],
      [{ trackerRedundancy: 3, trackerUrls: ['wss://tracker.example'] }, 1],
    ] as const) {
      const room = joinRoom({ appId: 'test', ...config }, uniqueName())
      await room.ready
      expect(room.getRelays()).to.have.lengthOf(count)
      for (const { url, state } of room.getRelays())
        expect([url.slice(0, 6), state]).to.deep.equal(['wss://', 'connecting'])
      expect(urls.splice(0)).to.deep.equal(room.getRelays().map(({ url }) => url))
      await room.leave()
    }
  })
})
