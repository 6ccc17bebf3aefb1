import { expect } from '@open-wc/testing'
import type { BaseConfig, RelayEvent, Room, RoomErrorEvent, Strategy } from '../../src/core.ts'
import type { FirebaseConfig } from '../../src/firebase.ts'
import type { TorrentConfig } from '../../src/torrent.ts'
import { closePages, eventually, meet as meetPages, openPage } from '../elements/page.ts'
import { LocalFirebase } from '../support/local-firebase.ts'
import { LocalTracker } from '../support/local-tracker.ts'
import { closeFrames, joinByTorrent, meet, next, openFrame, uniqueName, until, type Peer } from '../support/peer.ts'
import type { PeerFrame } from '../support/peer-frame.ts'
import { carriedBy } from './contract/carried-by.ts'

type Core = typeof import('../../src/core.ts')
type Firebase = typeof import('../../src/firebase.ts')
type FirebaseApp = typeof import('../support/firebase-app.ts')
type Memory = typeof import('../support/memory.ts')
type Torrent = typeof import('../../src/torrent.ts')

type Both = TorrentConfig & FirebaseConfig & BaseConfig

/** What a page joins with that meets by a tracker and in a database at once. */
async function bothIn(frame: PeerFrame) {
  const { createJoinRoom, selfId, torrent } = await frame.import<Torrent>('/src/torrent.ts')
  const { firebase } = await frame.import<Firebase>('/src/firebase.ts')
  return { createJoinRoom, id: selfId, torrent, firebase }
}

async function joinByBoth(name: string, config: Both): Promise<Peer> {
  const frame = await openFrame()
  const { createJoinRoom, id, torrent, firebase } = await bothIn(frame)
  return { id, room: createJoinRoom<TorrentConfig & FirebaseConfig>(torrent, firebase)(config, name), frame }
}

/** The next time that a meeting place is closed. */
async function closed(room: Room, url: string): Promise<RelayEvent> {
  for (;;) {
    const event = await next<RelayEvent>(room, 'relay')
    if (event.url === url && event.state === 'closed') return event
  }
}

const stateOf = (room: Room, url: string) => room.getRelays().find((relay) => relay.url === url)?.state

const openEverywhere = ({ room }: Peer): Promise<void> =>
  until(room, 'relay', () => room.getRelays().filter(({ state }) => state === 'open').length === 2)

describe('a room that meets by several strategies', () => {
  afterEach(closeFrames)

  for (const dead of ['tracker', 'database'] as const) {
    it(`meets while the ${dead} is dead, and says so`, async () => {
      const [tracker, database] = [new LocalTracker(), new LocalFirebase()]
      const lost = dead === 'tracker' ? tracker : database
      await lost.stop()
      const config = { appId: database.url, trackerUrls: [tracker.url] }
      const name = uniqueName()
      const one = await joinByBoth(name, config)
      // Listening before anything can have happened: it is said once.
      const reported = closed(one.room, lost.url)
      const failed = next<RoomErrorEvent>(one.room, 'error')
      const two = await joinByBoth(name, config)
      await meet(one, two)
      await reported
      expect((await failed).error).to.include({ code: 'signaling', url: lost.url })
      expect(stateOf(one.room, dead === 'tracker' ? database.url : tracker.url)).to.equal('open')
      expect(await one.room.ping(two.id)).to.be.at.least(0)
    })
  }

  it('does not wait for one that never begins', async () => {
    const name = uniqueName()
    const never: Strategy = () => new Promise(() => undefined)
    const join = async (): Promise<Peer> => {
      const frame = await openFrame()
      const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
      const { memory } = await frame.import<Memory>('/test/support/memory.ts')
      return { id: selfId, room: createJoinRoom(never, memory)({ appId: 'test' }, name), frame }
    }
    const [one, two] = await Promise.all([join(), join()])
    await meet(one, two)
    await one.room.leave()
    expect(one.room.getPeers()).to.deep.equal([])
  })

  it('has one link to a peer that it sees by each', async () => {
    const config = { appId: new LocalFirebase().url, trackerUrls: [new LocalTracker().url] }
    const name = uniqueName()
    const visits = [1, 2].map(async () => {
      const frame = await openFrame()
      const connections: RTCPeerConnection[] = []
      frame.window.RTCPeerConnection = class extends frame.window.RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration)
          connections.push(this)
        }
      }
      const { createJoinRoom, id, torrent, firebase } = await bothIn(frame)
      const heard = new EventTarget()
      const senders = [new Set<string>(), new Set<string>()] as const
      /** The strategy, noting whom it brings word of. */
      const noting = <Config>(strategy: Strategy<Config>, from: Set<string>): Strategy<Config> =>
        carriedBy(strategy, (deliver, sealed) => {
          deliver()
          from.add(sealed.slice(0, id.length))
          heard.dispatchEvent(new Event('heard'))
        })
      const joinRoom = createJoinRoom<TorrentConfig & FirebaseConfig>(
        noting<TorrentConfig>(torrent, senders[0]),
        noting<FirebaseConfig>(firebase, senders[1]),
      )
      const room = joinRoom(config, name)
      let changes = 0
      for (const type of ['peer-join', 'peer-leave'] as const) room.addEventListener(type, () => changes++)
      const hears = (peerId: string) => until(heard, 'heard', () => senders.every((from) => from.has(peerId)))
      return { id, room, frame, connections, hears, changes: () => changes }
    })
    const [one, two] = (await Promise.all(visits)) as [Awaited<(typeof visits)[0]>, Awaited<(typeof visits)[0]>]
    await Promise.all([meet(one, two), one.hears(two.id), two.hears(one.id)])
    expect(await one.room.ping(two.id)).to.be.at.least(0)
    for (const { connections, changes } of [one, two]) {
      expect(connections.filter(({ signalingState }) => signalingState !== 'closed')).to.have.lengthOf(1)
      expect(changes()).to.equal(1)
    }
  })

  it('takes the ID of the app from a Firebase app', async () => {
    const database = new LocalFirebase()
    const trackerUrls = [new LocalTracker().url]
    const name = uniqueName()
    const frame = await openFrame()
    const { createJoinRoom, id, torrent, firebase } = await bothIn(frame)
    const { initializeApp } = await frame.import<FirebaseApp>('/test/support/firebase-app.ts')
    const firebaseApp = initializeApp({ databaseURL: database.url })
    // Typed as for those who name the app: which strategy stands in for that is known when joining only.
    const joinRoom = createJoinRoom<TorrentConfig & FirebaseConfig>(torrent, firebase) as (
      config: Omit<Both, 'appId'>,
      namespace: string,
    ) => Room
    const one = { id, room: joinRoom({ firebaseApp, trackerUrls }, name), frame }
    await openEverywhere(one)
    const [byTracker, byBoth] = await Promise.all([
      joinByTorrent(name, { appId: database.url, trackerUrls }),
      joinByBoth(name, { appId: database.url, trackerUrls }),
    ])
    await meet(one, byTracker, byBoth)
  })
})

describe('<trystero-room strategy>', () => {
  afterEach(closePages)

  const tag = (strategy: string, name: string, appId: string, trackerUrl: string): string =>
    `<trystero-room strategy="${strategy}" name="${name}" app-id="${appId}" tracker-urls="${trackerUrl}"></trystero-room>`

  it('meets by several, those who meet by one of them too', async () => {
    const [tracker, database] = [new LocalTracker(), new LocalFirebase()]
    const name = uniqueName()
    const pages = await Promise.all(
      ['torrent firebase', 'torrent', 'firebase'].map((strategy) =>
        openPage(tag(strategy, name, database.url, tracker.url)),
      ),
    )
    await meetPages(...pages)
    const relays = pages[0]?.get('trystero-room').room?.getRelays() ?? []
    expect(relays.map(({ url }) => url)).to.have.members([tracker.url, database.url])
  })

  it('switches to another medium by that attribute alone', async () => {
    const [tracker, database] = [new LocalTracker(), new LocalFirebase()]
    const name = uniqueName()
    const pages = await Promise.all([1, 2].map(() => openPage(tag('torrent', name, database.url, tracker.url))))
    await meetPages(...pages)
    await tracker.stop()
    for (const page of pages) page.get('trystero-room').setAttribute('strategy', 'firebase')
    await eventually('they meet in the database', () =>
      pages.every((page) => {
        const { room, peers } = page.get('trystero-room')
        return room?.getRelays().every(({ url }) => url === database.url) && peers.length === 1
      }),
    )
  })
})
