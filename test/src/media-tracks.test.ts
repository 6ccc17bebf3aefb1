import { expect } from '@open-wc/testing'
import { closeFrames, joinByMemory, meet, uniqueName, type Peer } from '../support/peer.ts'
import { movingPicture, plays, tone, trackOf } from './moving-picture.ts'
import { nextRemoval, nextStreamOf, nextTrackOf } from './shared-media.ts'

let one: Peer
let two: Peer

describe('a track', () => {
  beforeEach(async () => {
    const name = uniqueName()
    ;[one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
  })

  afterEach(closeFrames)

  it('comes with its metadata, its stream, and as a stream', async () => {
    const local = movingPicture(one.frame)
    const [track, stream] = [nextTrackOf(two.room), nextStreamOf(two.room)]
    one.room.addTrack(trackOf(local), local, null, { label: 'picture' })
    const came = await track
    expect([came.stream.id, came.peerId, came.metadata]).to.deep.equal([local.id, one.id, { label: 'picture' }])
    expect(came.track.kind).to.equal('video')
    expect((await stream).stream).to.equal(came.stream)
    await plays(two.frame, came.stream)
  })

  it('comes to a stream that is there already, with metadata of its own', async () => {
    const local = movingPicture(one.frame)
    const streams: unknown[] = []
    two.room.onPeerStream((_stream, _peerId, metadata) => streams.push(metadata))
    const first = nextTrackOf(two.room)
    one.room.addStream(local, null, 'of the stream')
    const { stream } = await first
    const second = nextTrackOf(two.room)
    one.room.addTrack(tone(one.frame), local, null, 'of the tone')
    const came = await second
    expect([came.track.kind, came.metadata]).to.deep.equal(['audio', 'of the tone'])
    expect(came.stream).to.equal(stream)
    expect(stream.getTracks()).to.have.lengthOf(2)
    expect(streams).to.deep.equal(['of the stream'])
  })

  it('goes, and its stream keeps the others', async () => {
    const local = movingPicture(one.frame)
    local.addTrack(tone(one.frame))
    const shared = nextStreamOf(two.room)
    one.room.addStream(local)
    const { stream } = await shared
    expect(stream.getTracks()).to.have.lengthOf(2)
    const removed = nextRemoval(stream)
    one.room.removeTrack(trackOf(local, 'audio'), local)
    expect(await removed).to.equal(1)
    expect(trackOf(stream).readyState).to.equal('live')
    await plays(two.frame, stream)
  })

  it('is replaced without being told as another', async () => {
    const [small, large] = [movingPicture(one.frame, 64), movingPicture(one.frame, 128)]
    const shared = nextStreamOf(two.room)
    one.room.addStream(small)
    const { stream } = await shared
    await plays(two.frame, stream, 64)
    const told: string[] = []
    two.room.onPeerTrack(({ id }) => told.push(id))
    let negotiations = 0
    one.room.getConnection(two.id)?.addEventListener('signalingstatechange', () => negotiations++)
    one.room.replaceTrack(trackOf(small), trackOf(large), small)
    await plays(two.frame, stream, 128)
    expect(told).to.deep.equal([])
    expect(negotiations).to.equal(0)
  })

  it('that was replaced goes with its stream', async () => {
    const [small, large] = [movingPicture(one.frame, 64), movingPicture(one.frame, 128)]
    const shared = nextStreamOf(two.room)
    one.room.addStream(small)
    const { stream } = await shared
    one.room.replaceTrack(trackOf(small), trackOf(large), small)
    await plays(two.frame, stream, 128)
    const removed = nextRemoval(stream)
    one.room.removeStream(small)
    expect(await removed).to.equal(0)
  })

  it('of another kind comes in the place of one that it cannot replace in silence', async () => {
    const local = movingPicture(one.frame)
    const shared = nextStreamOf(two.room)
    one.room.addStream(local)
    await shared
    const came = nextTrackOf(two.room)
    one.room.replaceTrack(trackOf(local), tone(one.frame), local)
    const { track, stream } = await came
    expect(track.kind).to.equal('audio')
    expect(stream.id).to.equal(local.id)
  })

  it('that is not shared can be removed and replaced in vain', async () => {
    const [local, other] = [movingPicture(one.frame), movingPicture(one.frame)]
    one.room.removeStream(local)
    one.room.removeTrack(trackOf(local), local)
    one.room.replaceTrack(trackOf(local), trackOf(other), local)
    expect(await one.room.ping(two.id)).to.be.at.least(0)
  })

  it('comes and goes on both sides at once, any number of times', async () => {
    const locals = [one, two].map((peer) => ({
      peer,
      pictures: [32, 64, 128].map((size) => movingPicture(peer.frame, size)),
    }))
    for (let round = 0; round < 4; round++) {
      for (const { peer, pictures } of locals) {
        for (const picture of pictures) peer.room.addStream(picture)
        for (const picture of pictures) peer.room.removeStream(picture)
      }
      await one.room.ping(two.id)
    }
    const last = [one, two].map(({ frame, room }) => ({ frame, shared: nextStreamOf(room) }))
    for (const { peer } of locals) peer.room.addStream(movingPicture(peer.frame), null, 'last')
    for (const { frame, shared } of last) {
      const { stream, metadata } = await shared
      expect(metadata).to.equal('last')
      await plays(frame, stream)
    }
  })
})

describe('leaving a room with media', () => {
  afterEach(closeFrames)

  it('ends what came, on both sides, and leaves what was shared to its owner', async () => {
    const name = uniqueName()
    const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
    const shared = [one, two].map(({ room }) => nextStreamOf(room))
    const locals = [one, two].map(({ frame, room }) => {
      const local = movingPicture(frame)
      room.addStream(local)
      return local
    })
    const came = await Promise.all(shared)
    const connection = one.room.getConnection(two.id)
    const ended = came.map(({ stream }) => {
      const track = trackOf(stream)
      return new Promise<void>((resolve) => {
        track.addEventListener('ended', () => resolve())
        void two.room.leave().then(() => {
          if (track.readyState === 'ended') resolve()
        })
      })
    })
    await one.room.leave()
    await Promise.all(ended)
    expect(connection?.connectionState).to.equal('closed')
    expect(came.map(({ stream }) => trackOf(stream).readyState)).to.deep.equal(['ended', 'ended'])
    expect(locals.map((local) => trackOf(local).readyState)).to.deep.equal(['live', 'live'])
  })
})
