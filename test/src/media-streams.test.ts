import { expect } from '@open-wc/testing'
import { closeFrames, joinByMemory, meet, uniqueName, until, type Peer } from '../support/peer.ts'
import { movingPicture, plays, tone, trackOf } from './moving-picture.ts'
import { nextRemoval, nextStreamOf, nextTracksOf } from './shared-media.ts'
import { errorOf } from './rejection.ts'

let one: Peer
let two: Peer

describe('a stream', () => {
  beforeEach(async () => {
    const name = uniqueName()
    ;[one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
  })

  afterEach(closeFrames)

  it('comes with its metadata and plays, whoever has made the connection', async () => {
    for (const [from, to] of [
      [one, two],
      [two, one],
    ] as const) {
      const shared = nextStreamOf(to.room)
      const local = movingPicture(from.frame)
      from.room.addStream(local, null, { label: 'camera', of: [from.id] })
      const { stream, peerId, metadata } = await shared
      expect(peerId).to.equal(from.id)
      expect(stream.id).to.equal(local.id)
      expect(metadata).to.deep.equal({ label: 'camera', of: [from.id] })
      await plays(to.frame, stream)
    }
  })

  it('comes without metadata as undefined', async () => {
    const shared = nextStreamOf(two.room)
    one.room.addStream(movingPicture(one.frame))
    expect((await shared).metadata).to.equal(undefined)
  })

  it('comes once with all its tracks, which come one by one as well', async () => {
    const local = movingPicture(one.frame)
    local.addTrack(tone(one.frame))
    const streams: number[] = []
    two.room.onPeerStream((stream) => streams.push(stream.getTracks().length))
    const tracks = nextTracksOf(two.room, 2)
    const shared = nextStreamOf(two.room)
    one.room.addStream(local, null, 'both')
    expect((await tracks).map(({ track }) => track.kind)).to.have.members(['audio', 'video'])
    for (const { stream, peerId, metadata } of await tracks) {
      expect([stream.id, peerId, metadata]).to.deep.equal([local.id, one.id, 'both'])
    }
    await shared
    expect(streams).to.deep.equal([2])
  })

  it('is shared by both sides at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      const sides = [one, two].map((peer) => ({
        peer,
        local: movingPicture(peer.frame),
        shared: nextStreamOf(peer.room),
      }))
      for (const { peer, local } of sides) peer.room.addStream(local, null, { round, from: peer.id })
      for (const { peer, local, shared } of sides) {
        const { stream, metadata, peerId } = await shared
        expect(metadata).to.deep.equal({ round, from: peerId })
        expect(peerId).not.to.equal(peer.id)
        expect(stream.id).not.to.equal(local.id)
        await plays(peer.frame, stream)
      }
    }
  })

  it('is one of several, each with its own metadata', async () => {
    const locals = [movingPicture(one.frame, 32), movingPicture(one.frame, 64), movingPicture(one.frame, 128)]
    const came = new Map<string, unknown>()
    const all = new Promise<void>((resolve) => {
      two.room.onPeerStream((stream, _peerId, metadata) => {
        if (came.set(stream.id, metadata).size === locals.length) resolve()
      })
    })
    locals.forEach((local, i) => one.room.addStream(local, null, i))
    await all
    expect(locals.map(({ id }) => came.get(id))).to.deep.equal([0, 1, 2])
  })

  it('that is removed is removed there, and can come again as news', async () => {
    const local = movingPicture(one.frame)
    const first = nextStreamOf(two.room)
    one.room.addStream(local, null, 'first')
    const { stream } = await first
    const removed = nextRemoval(stream)
    one.room.removeStream(local)
    expect(await removed).to.equal(0)
    const second = nextStreamOf(two.room)
    one.room.addStream(local, null, 'second')
    const again = await second
    expect([again.stream.id, again.metadata]).to.deep.equal([local.id, 'second'])
    await plays(two.frame, again.stream)
  })

  it('that comes again while its removal is under way is news again, with its new metadata', async () => {
    for (const [from, to] of [
      [one, two],
      [two, one],
    ] as const) {
      const local = movingPicture(from.frame)
      const first = nextStreamOf(to.room)
      from.room.addStream(local, null, 'first')
      await first
      const connection = from.room.getConnection(to.id)
      if (!connection) throw new Error('They have no connection')
      await until(connection, 'signalingstatechange', () => connection.signalingState === 'stable')
      const second = nextStreamOf(to.room)
      from.room.removeStream(local)
      // Said by now, and not heard of yet.
      await Promise.resolve()
      from.room.addStream(local, null, 'second')
      const again = await second
      expect([again.stream.id, again.metadata]).to.deep.equal([local.id, 'second'])
      await plays(to.frame, again.stream)
    }
  })

  it('that was shared already comes no second time', async () => {
    const local = movingPicture(one.frame)
    const came: string[] = []
    two.room.onPeerStream((stream) => came.push(stream.id))
    const last = movingPicture(one.frame)
    one.room.addStream(local)
    one.room.addStream(local)
    const isLast = new Promise<void>((resolve) => {
      two.room.addEventListener('peer-stream', ({ stream }) => {
        if (stream.id === last.id) resolve()
      })
    })
    one.room.addStream(last)
    await isLast
    expect(came).to.deep.equal([local.id, last.id])
  })

  it('is told to the latest callback only', async () => {
    const told: string[] = []
    two.room.onPeerStream(() => told.push('first'))
    two.room.onPeerStream(() => told.push('second'))
    two.room.onPeerTrack(() => told.push('first track'))
    two.room.onPeerTrack(() => told.push('second track'))
    const shared = nextStreamOf(two.room)
    one.room.addStream(movingPicture(one.frame))
    await shared
    expect(told).to.deep.equal(['second track', 'second'])
  })

  it('whose metadata cannot be sent is a ConfigError', () => {
    const local = movingPicture(one.frame)
    for (const metadata of [1n as unknown as number, 'x'.repeat(20_000)]) {
      const wrong = [
        (): void => one.room.addStream(local, null, metadata),
        (): void => one.room.addTrack(trackOf(local), local, null, metadata),
      ]
      for (const add of wrong) expect(errorOf(add)).to.include({ name: 'ConfigError', key: 'metadata' })
    }
  })
})

describe('the target of a stream', () => {
  afterEach(closeFrames)

  it('is one peer, several, or all in the room now', async () => {
    const name = uniqueName()
    const peers = await Promise.all([joinByMemory(name), joinByMemory(name), joinByMemory(name)])
    const [one, two, three] = peers
    await meet(...peers)
    const came = new Map([two, three].map(({ id }): [string, unknown[]] => [id, []]))
    for (const { id, room } of [two, three]) {
      room.onPeerStream((_stream, _peerId, metadata) => came.get(id)?.push(metadata))
    }
    const isLast = [two, three].map(
      ({ room }) =>
        new Promise<void>((resolve) => {
          room.addEventListener('peer-stream', ({ metadata }) => {
            if (metadata === 'all') resolve()
          })
        }),
    )
    const share = (target: string | string[] | null, metadata: string): void =>
      one.room.addStream(movingPicture(one.frame), target, metadata)
    share(two.id, 'two')
    share([three.id, 'nobody'], 'three')
    share([two.id, three.id], 'both')
    share(null, 'all')
    await Promise.all(isLast)
    expect(came.get(two.id)).to.deep.equal(['two', 'both', 'all'])
    expect(came.get(three.id)).to.deep.equal(['three', 'both', 'all'])
  })

  it('is one that joins later, by a call for it', async () => {
    const name = uniqueName()
    const one = await joinByMemory(name)
    const local = movingPicture(one.frame)
    one.room.onPeerJoin((peerId) => one.room.addStream(local, peerId, 'welcome'))
    const two = await joinByMemory(name)
    const { stream, metadata } = await nextStreamOf(two.room)
    expect(metadata).to.equal('welcome')
    await plays(two.frame, stream)
  })

  it('may be taken from the stream again, and the others keep it', async () => {
    const name = uniqueName()
    const peers = await Promise.all([joinByMemory(name), joinByMemory(name), joinByMemory(name)])
    const [one, two, three] = peers
    await meet(...peers)
    const shared = Promise.all([nextStreamOf(two.room), nextStreamOf(three.room)])
    const local = movingPicture(one.frame)
    one.room.addStream(local)
    const [atTwo, atThree] = await shared
    const removed = nextRemoval(atTwo.stream)
    one.room.removeStream(local, two.id)
    expect(await removed).to.equal(0)
    await plays(three.frame, atThree.stream)
    expect(atThree.stream.getTracks()).to.have.lengthOf(1)
  })
})
