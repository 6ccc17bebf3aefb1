import { expect } from '@open-wc/testing'
import { closeFrames, joinByMemory, meet, uniqueName } from '../support/peer.ts'
import { nextData } from './messages.ts'
import { nextError } from './next-error.ts'

describe('a password', () => {
  afterEach(closeFrames)

  it('lets those meet who have the same', async () => {
    const name = uniqueName()
    const password = 'pässword 👋'
    const [one, two] = await Promise.all([joinByMemory(name, { password }), joinByMemory(name, { password })])
    await meet(one, two)
    const heard = nextData(two.room, 'say')
    await one.room.makeAction('say')[0]('hello')
    expect(await heard).to.equal('hello')
  })

  for (const [what, another] of [
    ['another one', { password: 'another' }],
    ['none', {}],
  ] as const) {
    it(`keeps those apart who have ${what}, and says that somebody was there`, async () => {
      const name = uniqueName()
      const password = 'secret'
      const [one, stranger] = await Promise.all([joinByMemory(name, { password }), joinByMemory(name, another)])
      const [ofOne, ofStranger] = await Promise.all([nextError(one.room), nextError(stranger.room)])
      expect(ofOne).to.include({ name: 'PeerError', code: 'unreadable', peerId: stranger.id })
      expect(ofStranger).to.include({ name: 'PeerError', code: 'unreadable', peerId: one.id })
      const two = await joinByMemory(name, { password })
      await meet(one, two)
      expect(one.room.getPeers()).to.deep.equal([two.id])
      expect(stranger.room.getPeers()).to.deep.equal([])
    })
  }
})
