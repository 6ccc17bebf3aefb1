import { expect } from '@open-wc/testing'
import type { Room } from '../../src/core.ts'
import { closeFrames, meet, openFrame, uniqueName, type Peer } from '../support/peer.ts'
import { nextData } from './messages.ts'

type Core = typeof import('../../src/core.ts')
type Memory = typeof import('../support/memory.ts')

/** A page in which several rooms can be joined. */
async function openPage() {
  const frame = await openFrame()
  const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
  const { memory } = await frame.import<Memory>('/test/support/memory.ts')
  const joinRoom = createJoinRoom(memory)
  const join = (name: string, appId = 'test'): Room => joinRoom({ appId }, name)
  const asPeer = (room: Room): Peer => ({ id: selfId, room, frame })
  return { join, asPeer, createJoinRoom, memory }
}

describe('joining a room again', () => {
  afterEach(closeFrames)

  it('gives the same room, by every joinRoom of the same strategy, for as long as it is joined', async () => {
    const { join, createJoinRoom, memory } = await openPage()
    const name = uniqueName()
    const room = join(name)
    expect(join(name)).to.equal(room)
    expect(createJoinRoom(memory)({ appId: 'test' }, name)).to.equal(room)
    await room.leave()
    expect(join(name)).not.to.equal(room)
  })

  it('gives another room for another app, another name or another strategy', async () => {
    const { join, createJoinRoom, memory } = await openPage()
    const name = uniqueName()
    const another: typeof memory = (config, place) => memory(config, place)
    const rooms = [
      join(name),
      join(name, 'another'),
      join(uniqueName()),
      createJoinRoom(another)({ appId: 'test' }, name),
      createJoinRoom(memory, another)({ appId: 'test' }, name),
    ]
    expect(new Set(rooms).size).to.equal(rooms.length)
  })
})

describe('several rooms in one page', () => {
  afterEach(closeFrames)

  it('with the same peer keep what is sent apart, and are left one by one', async () => {
    const [one, other] = await Promise.all([openPage(), openPage()])
    const names = [uniqueName(), uniqueName()] as const
    const [red, blue] = [names.map((name) => one.join(name)), names.map((name) => other.join(name))]
    const [redOne, blueOne] = red as [Room, Room]
    const [redOther, blueOther] = blue as [Room, Room]
    await meet(one.asPeer(redOne), other.asPeer(redOther))
    await meet(one.asPeer(blueOne), other.asPeer(blueOther))
    const heard = Promise.all([nextData(redOther, 'chat'), nextData(blueOther, 'chat')])
    await redOne.makeAction<string>('chat')[0]('red')
    await blueOne.makeAction<string>('chat')[0]('blue')
    expect(await heard).to.deep.equal(['red', 'blue'])
    await redOne.leave()
    expect(redOne.getPeers()).to.deep.equal([])
    expect(await blueOne.ping(other.asPeer(blueOther).id)).to.be.at.least(0)
  })

  it('with different peers do not know of each other', async () => {
    const [middle, left, right] = await Promise.all([openPage(), openPage(), openPage()])
    const [leftName, rightName] = [uniqueName(), uniqueName()]
    const [atLeft, atRight] = [middle.asPeer(middle.join(leftName)), middle.asPeer(middle.join(rightName))]
    const [leftPeer, rightPeer] = [left.asPeer(left.join(leftName)), right.asPeer(right.join(rightName))]
    await Promise.all([meet(atLeft, leftPeer), meet(atRight, rightPeer)])
    expect(atLeft.room.getPeers()).to.deep.equal([leftPeer.id])
    expect(atRight.room.getPeers()).to.deep.equal([rightPeer.id])
  })
})
