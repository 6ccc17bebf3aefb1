import { expect } from '@open-wc/testing'
import { closeFrames, joinByMemory, meet, openFrame, uniqueName } from '../support/peer.ts'
import { nextError } from './next-error.ts'
import { rejectionOf } from './rejection.ts'

/** Two peers who have met. */
async function pair() {
  const name = uniqueName()
  const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
  await meet(one, two)
  return { one, two }
}

describe('ping', () => {
  afterEach(closeFrames)

  it('tells the round trip to a peer, any number at once', async () => {
    const { one, two } = await pair()
    const trips = await Promise.all(Array.from({ length: 10 }, () => one.room.ping(two.id)))
    for (const ms of trips) expect(ms).to.be.at.least(0)
  })

  it('rejects for who is not here', async () => {
    const { one } = await pair()
    expect(await rejectionOf(one.room.ping('nobody'))).to.include({ name: 'PeerError', code: 'left', peerId: 'nobody' })
  })

  it('rejects when the room is left before the answer', async () => {
    const { one, two } = await pair()
    const reason = rejectionOf(one.room.ping(two.id))
    await one.room.leave()
    expect(await reason).to.include({ name: 'PeerError', peerId: two.id })
  })
})

describe('getConnection', () => {
  afterEach(closeFrames)

  it('gives the connection to a peer, for its statistics', async () => {
    const { one, two } = await pair()
    const connection = one.room.getConnection(two.id)
    expect(connection).to.be.instanceOf(one.frame.window.RTCPeerConnection)
    const types: string[] = []
    const stats = await connection?.getStats()
    stats?.forEach(({ type }: RTCStats) => types.push(type))
    expect(types).to.include('candidate-pair')
  })

  it('gives nothing for who is not here, or no longer', async () => {
    const { one, two } = await pair()
    expect(one.room.getConnection('nobody')).to.equal(undefined)
    expect(one.room.getConnection(one.id)).to.equal(undefined)
    await one.room.leave()
    expect(one.room.getConnection(two.id)).to.equal(undefined)
  })

  it('has been made with rtcConfig', async () => {
    const name = uniqueName()
    const rtcConfig = { bundlePolicy: 'max-compat' } as const
    const [one, two] = await Promise.all([joinByMemory(name, { rtcConfig }), joinByMemory(name)])
    await meet(one, two)
    expect(one.room.getConnection(two.id)?.getConfiguration()).to.include(rtcConfig)
    expect(two.room.getConnection(one.id)?.getConfiguration()).not.to.include(rtcConfig)
  })

  it('has been made with the WebRTC implementation in wrtc', async () => {
    const name = uniqueName()
    const frame = await openFrame()
    const { createJoinRoom, selfId } = await frame.import<typeof import('../../src/core.ts')>('/src/core.ts')
    const { memory } = await frame.import<typeof import('../support/memory.ts')>('/test/support/memory.ts')
    class Recorded extends frame.window.RTCPeerConnection {}
    const config = { appId: 'test', wrtc: { RTCPeerConnection: Recorded } }
    const one = { id: selfId, room: createJoinRoom(memory)(config, name), frame }
    const two = await joinByMemory(name)
    await meet(one, two)
    expect(one.room.getConnection(two.id)).to.be.instanceOf(Recorded)
  })
})

describe('an rtcConfig that no connection can be made with', () => {
  afterEach(closeFrames)

  it('is reported for each peer that it keeps away', async () => {
    const name = uniqueName()
    const one = await joinByMemory(name, { rtcConfig: { iceServers: [{ urls: 'nonsense' }] } })
    const reported = nextError(one.room)
    const two = await joinByMemory(name)
    expect(await reported).to.include({ name: 'PeerError', code: 'unreachable', peerId: two.id })
  })
})
