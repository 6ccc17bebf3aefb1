import { expect } from '@open-wc/testing'
import type { Room, Strategy } from '../../src/core.ts'
import { closeFrames, gone, joinByMemory, meet, openFrame, uniqueName, type Peer } from '../support/peer.ts'
import { StoppedClock } from '../support/stopped-clock.ts'

type Core = typeof import('../../src/core.ts')
type Memory = typeof import('../support/memory.ts')

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S

describe('A room shows that it is there', () => {
  let clock: StoppedClock
  let name: string
  let announced: number
  let ada: Peer

  /** The memory strategy, with somebody who counts. */
  const counting =
    (memory: Strategy): Strategy =>
    async (config, place) => {
      const signaling = await memory(config, place)
      return {
        ...signaling,
        announce: () => {
          announced++
          signaling.announce()
        },
      }
    }

  beforeEach(async () => {
    name = uniqueName()
    announced = 0
    clock = new StoppedClock(900)
    const frame = await openFrame()
    clock.stop(frame)
    const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
    const { memory } = await frame.import<Memory>('/test/support/memory.ts')
    const room: Room = createJoinRoom(counting(memory))({ appId: 'test' }, name)
    ada = { id: selfId, room, frame }
    await room.ready
  })

  afterEach(closeFrames)

  /** How often it says so in that many seconds, in small steps: a timer runs at the end of the step that it is due in. */
  function announcedWithin(seconds: number): number {
    const before = announced
    for (let step = 0; step < seconds * 20; step++) clock.advance(50)
    return announced - before
  }

  it('at once, again soon, then ever more rarely; once a minute for as long as it is alone', () => {
    expect(announced).to.equal(1)
    expect(announcedWithin(8), 'after 1, 3 and 7 s').to.equal(3)
    expect(announcedWithin(MINUTE_S), 'after 15, 31 and 63 s').to.be.within(2, 3)
    announcedWithin(MINUTE_S)
    expect(announcedWithin(HOUR_S)).to.be.within(54, 68)
  })

  it('every ten minutes while somebody is there who introduces newcomers, and at once when it is alone again', async () => {
    const ben = await joinByMemory(name)
    await meet(ada, ben)
    // In one turn: no heartbeat can be missed meanwhile.
    const withinHours = [announcedWithin(HOUR_S), announcedWithin(HOUR_S)]
    expect(withinHours[0]).to.be.within(10, 20)
    expect(withinHours[1]).to.be.within(5, 7)
    const before = announced
    const left = gone(ada.room, ben.id)
    await ben.room.leave()
    await left
    expect(announced).to.equal(before + 1)
  })
})
