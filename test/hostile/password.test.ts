import { expect } from '@open-wc/testing'
import { closeFrames, meet, uniqueName } from '../support/peer.ts'
import { Medium } from './medium.ts'
import { WatchedPeer } from './watched-peer.ts'

describe('Another password', () => {
  afterEach(closeFrames)

  it('keeps peers apart, and each is told once', async () => {
    const namespace = uniqueName()
    const { strategy } = new Medium((said, deliver) => [1, 2, 3].forEach(() => deliver(said)))
    const join = (password: string) => WatchedPeer.join(namespace, { strategy, config: { password } })
    const [ada, ben, eve] = [await join('right'), await join('right'), await join('wrong')]
    await meet(ada, ben)
    await Promise.all(
      [ada, ben].flatMap((peer) => [peer.reported('unreadable', eve.id), eve.reported('unreadable', peer.id)]),
    )
    await Promise.all([ada, ben, eve].map((peer) => peer.digested()))
    expect(ada.errors.map(({ name }) => name)).to.deep.equal(['PeerError'])
    expect(ben.errors).to.have.lengthOf(1)
    expect(eve.errors).to.have.lengthOf(2)
    expect([eve.joins, eve.connections]).to.deep.equal([[], 0])
    expect([ada.joins, ben.joins]).to.deep.equal([[ben.id], [ada.id]])
    for (const peer of [ada, ben, eve]) peer.expectUnharmed()
  })
})
