import { expect } from '@open-wc/testing'
import type { BaseConfig, Room, Strategy, TrysteroError } from '../../../src/core.ts'
import { topicOf } from '../../../src/crypto.ts'
import { RecordingPlace } from '../../support/meeting-place.ts'
import type { PeerFrame } from '../../support/peer-frame.ts'
import { closeFrames, gone, meet, openFrame, uniqueName, until, type Peer } from '../../support/peer.ts'
import { unreliable } from './unreliable.ts'

type Core = typeof import('../../../src/core.ts')

/** Nodes of a peer-to-peer medium take seconds to start in each frame of a busy machine, in milliseconds. */
const TIMEOUT_MS = 60_000

/** A room on a medium: who has another password is in another room of the same name. */
export interface RoomName {
  readonly namespace: string
  readonly password: string
}

/** How a page meets by a medium. */
export interface Way<Config> {
  readonly strategy: Strategy<Config>
  readonly config: Config & Pick<BaseConfig, 'appId'>
}

/** A medium of a test's own. */
export interface TestMedium<Config> {
  /** What a page in this frame needs to meet in a room. */
  prepare(frame: PeerFrame, room: RoomName): Promise<Way<Config>>
  /** Drops everybody, and refuses whoever comes. */
  stop(): Promise<void>
  /** Comes back after `stop`. */
  start(): Promise<void>
}

/** A page that can join a room by a medium, any number of times. */
interface Visitor {
  readonly id: string
  join(): Peer
}

interface Variation {
  readonly password?: string
  /** Of a medium that loses, repeats, delays and reorders. */
  readonly seed?: number
}

/** What every strategy has to do, in rooms whose peers are frames. */
export function describeStrategy<Config>(name: string, openMedium: () => Promise<TestMedium<Config>>): void {
  describe(`${name} keeps the contract of a strategy:`, function () {
    this.timeout(TIMEOUT_MS)

    let medium: TestMedium<Config>

    beforeEach(async () => {
      medium = await openMedium()
    })

    afterEach(closeFrames)

    async function open(namespace: string, { password = 'secret', seed }: Variation = {}): Promise<Visitor> {
      const frame = await openFrame()
      const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
      const { strategy, config } = await medium.prepare(frame, { namespace, password })
      const joinRoom = createJoinRoom(seed === undefined ? strategy : unreliable(strategy, seed))
      return { id: selfId, join: () => ({ id: selfId, room: joinRoom({ ...config, password }, namespace), frame }) }
    }

    const join = async (namespace: string, variation?: Variation): Promise<Peer> =>
      (await open(namespace, variation)).join()

    for (const [which, order] of [
      ['smaller', 1],
      ['larger', -1],
    ] as const) {
      it(`meet, when the one with the ${which} ID is there first`, async () => {
        const name = uniqueName()
        const visitors = await Promise.all([open(name), open(name)])
        const [earlier, later] = visitors.sort((a, b) => (a.id < b.id ? -order : order))
        const first = earlier.join()
        await settled(first.room)
        const second = later.join()
        await meet(first, second)
        expect(await first.room.ping(second.id)).to.be.at.least(0)
      })
    }

    it('meet, three at once', async () => {
      const name = uniqueName()
      const visitors = await Promise.all([open(name), open(name), open(name)])
      const peers = visitors.map((visitor) => visitor.join())
      const joins = peers.map(({ room }) => countOf(room, 'peer-join', peers))
      await meet(...peers)
      expect(joins.map((count) => count())).to.deep.equal([2, 2, 2])
    })

    it('see who leaves', async () => {
      const name = uniqueName()
      const peers = await Promise.all([join(name), join(name), join(name)])
      const [one, two, three] = peers
      await meet(...peers)
      await Promise.all([three.room.leave(), gone(one.room, three.id), gone(two.room, three.id)])
      expect(await one.room.ping(two.id)).to.be.at.least(0)
      expect(three.room.getPeers()).to.deep.equal([])
    })

    it('meet again who leaves and joins at once', async () => {
      const name = uniqueName()
      const [one, visitor] = await Promise.all([join(name), open(name)])
      const first = visitor.join()
      await meet(one, first)
      const left = gone(one.room, visitor.id)
      void first.room.leave()
      const second = visitor.join()
      expect(second.room).not.to.equal(first.room)
      await left
      await meet(one, second)
      expect(await second.room.ping(one.id)).to.be.at.least(0)
    })

    it('are apart in two rooms', async () => {
      const [red, blue] = [uniqueName(), uniqueName()]
      const [redOne, redTwo, blueOne, blueTwo] = await Promise.all([join(red), join(red), join(blue), join(blue)])
      await Promise.all([meet(redOne, redTwo), meet(blueOne, blueTwo)])
      expectApart([redOne, redTwo], [blueOne, blueTwo])
    })

    it('are apart with another password', async () => {
      const name = uniqueName()
      const other = { password: 'another' }
      const [one, two, three, four] = await Promise.all([join(name), join(name), join(name, other), join(name, other)])
      await Promise.all([meet(one, two), meet(three, four)])
      expectApart([one, two], [three, four])
    })

    it('ignore what is foreign under their topic', async () => {
      const name = uniqueName()
      const peers = await Promise.all([join(name), join(name)])
      const errors: TrysteroError[] = []
      for (const { room } of peers) room.addEventListener('error', ({ error }) => errors.push(error))
      await meet(...peers)
      const frame = await openFrame()
      const { strategy, config } = await medium.prepare(frame, { namespace: name, password: 'secret' })
      // Its greetings are none: they say its ID and a number, unsealed.
      const foreigner = new RecordingPlace(await topicOf(config.appId, name))
      const signaling = await strategy(config, foreigner)
      signaling.announce()
      await foreigner.until(() => foreigner.greetings.length > 0)
      for (const { id } of peers) for (const text of ['', 'nonsense', '{}']) signaling.send(id, text)
      const newcomer = await join(name)
      await meet(...peers, newcomer)
      await signaling.close()
      // Somebody who cannot be read is news; that is all that it may come to.
      for (const error of errors) expect(error).to.include({ code: 'unreadable', peerId: foreigner.selfId })
      expect(peers[0].room.getPeers()).not.to.include(foreigner.selfId)
    })

    it('meet by a medium that loses, repeats, delays and reorders', async () => {
      const name = uniqueName()
      const peers = await Promise.all([1, 2, 3].map((seed) => join(name, { seed })))
      const leaves = peers.map(({ room }) => countOf(room, 'peer-leave', peers))
      await meet(...peers)
      expect(leaves.map((count) => count())).to.deep.equal([0, 0, 0])
    })

    it('stay while the medium is away, and meet newcomers when it is back', async () => {
      const name = uniqueName()
      const peers = await Promise.all([join(name), join(name)])
      const [one, two] = peers
      await meet(one, two)
      const leaves = peers.map(({ room }) => countOf(room, 'peer-leave', peers))
      await medium.stop()
      expect(await one.room.ping(two.id)).to.be.at.least(0)
      await medium.start()
      const newcomers = await Promise.all([join(name), join(name)])
      await meet(...peers, ...newcomers)
      expect(leaves.map((count) => count())).to.deep.equal([0, 0])
    })
  })
}

/** Resolves when a room shows its greeting wherever it meets. */
async function settled(room: Room): Promise<void> {
  await room.ready
  await until(room, 'relay', () => room.getRelays().every(({ state }) => state === 'open'))
}

/** Counts how often one of these peers comes, or goes, from now on. */
function countOf(room: Room, type: 'peer-join' | 'peer-leave', peers: readonly Peer[]): () => number {
  let count = 0
  room.addEventListener(type, ({ peerId }) => {
    if (peers.some(({ id }) => id === peerId)) count++
  })
  return () => count
}

function expectApart(some: readonly Peer[], others: readonly Peer[]): void {
  for (const [peers, strangers] of [
    [some, others],
    [others, some],
  ] as const) {
    const met = peers.flatMap(({ room }) => room.getPeers())
    for (const { id } of strangers) expect(met).not.to.include(id)
  }
}
