import { expect } from '@open-wc/testing'
import { closeFrames, gone, joinByMemory, meet, next, uniqueName } from '../support/peer.ts'

describe('who is in a room', () => {
  afterEach(closeFrames)

  it('is told by ID, without oneself, in the order of joining', async () => {
    const name = uniqueName()
    const one = await joinByMemory(name)
    expect(one.room.getPeers()).to.deep.equal([])
    const two = await joinByMemory(name)
    await meet(one, two)
    const three = await joinByMemory(name)
    await meet(one, two, three)
    expect(one.room.getPeers()).to.deep.equal([two.id, three.id])
    expect(three.room.getPeers()).to.have.members([one.id, two.id])
    for (const { id } of [one, two, three]) expect(id).to.match(/^[0-9A-Za-z]{20}$/)
  })

  it('cannot be changed by whoever was told', async () => {
    const { room } = await joinByMemory(uniqueName())
    room.getPeers().push('nobody')
    expect(room.getPeers()).to.deep.equal([])
  })

  it('is told to onPeerJoin for those already there as well', async () => {
    const name = uniqueName()
    const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
    const told: string[] = []
    one.room.onPeerJoin((peerId) => told.push(peerId))
    expect(told).to.deep.equal([two.id])
    const three = await joinByMemory(name)
    await meet(one, three)
    expect(told).to.deep.equal([two.id, three.id])
  })

  it('is told to the latest callback only', async () => {
    const name = uniqueName()
    const one = await joinByMemory(name)
    const told: string[] = []
    one.room.onPeerJoin(() => told.push('first join'))
    one.room.onPeerJoin(() => told.push('second join'))
    one.room.onPeerLeave(() => told.push('first leave'))
    one.room.onPeerLeave(() => told.push('second leave'))
    const two = await joinByMemory(name)
    await meet(one, two)
    await Promise.all([two.room.leave(), gone(one.room, two.id)])
    expect(told).to.deep.equal(['second join', 'second leave'])
  })

  it('is joined once data can flow both ways', async () => {
    const name = uniqueName()
    const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    const answers = [one, two].map(async ({ room, id }) => {
      room.makeRequest('who')[1](() => id)
      const { peerId } = await next<PeerEventLike>(room, 'peer-join')
      return room.makeRequest('who')[0](null, peerId)
    })
    expect(await Promise.all(answers)).to.deep.equal([two.id, one.id])
  })

  it('loses a peer whose page is closed', async () => {
    const name = uniqueName()
    const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
    const told: string[] = []
    one.room.onPeerLeave((peerId) => told.push(peerId))
    two.frame.close()
    await gone(one.room, two.id)
    expect(told).to.deep.equal([two.id])
  })

  it('goes on when a callback throws', async () => {
    const name = uniqueName()
    const one = await joinByMemory(name)
    const uncaught = next<ErrorEvent>(one.frame.window, 'error')
    one.frame.window.addEventListener('error', (event) => event.preventDefault())
    one.room.onPeerJoin(() => {
      throw new Error('in the page')
    })
    const joined = next(one.room, 'peer-join')
    const two = await joinByMemory(name)
    await meet(one, two)
    await joined
    expect((await uncaught).message).to.contain('in the page')
    expect(await one.room.ping(two.id)).to.be.at.least(0)
  })
})

type PeerEventLike = Event & { readonly peerId: string }
