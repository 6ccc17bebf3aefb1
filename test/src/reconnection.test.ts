import { expect } from '@open-wc/testing'
import { closeFrames, joinByMemory, meet, next, uniqueName } from '../support/peer.ts'
import { nextData } from './messages.ts'

describe('a connection that is lost', () => {
  afterEach(closeFrames)

  it('is told as the peer leaving, and made again', async () => {
    const name = uniqueName()
    const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
    const told = [one, two].map(async ({ room }) => {
      await next(room, 'peer-leave')
      await next(room, 'peer-join')
    })
    const lost = one.room.getConnection(two.id)
    lost?.close()
    await Promise.all(told)
    expect(one.room.getConnection(two.id)).not.to.equal(lost)
    const heard = nextData(two.room, 'again')
    await one.room.makeAction('again')[0]('hello')
    expect(await heard).to.equal('hello')
  }).timeout(60_000)
})
