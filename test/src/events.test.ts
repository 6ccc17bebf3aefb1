import { expect } from '@open-wc/testing'
import { closeFrames, gone, joinByMemory, meet, uniqueName } from '../support/peer.ts'

type Core = typeof import('../../src/core.ts')

describe('the events of a room', () => {
  afterEach(closeFrames)

  it('come to any number of listeners, as instances of their classes', async () => {
    const name = uniqueName()
    const one = await joinByMemory(name)
    const { PeerEvent, RelayEvent } = await one.frame.import<Core>('/src/core.ts')
    const heard: [string, string][] = []
    for (const who of ['first', 'second']) {
      one.room.addEventListener('peer-join', (event) => {
        expect(event).to.be.instanceOf(PeerEvent)
        heard.push([`${who} join`, event.peerId])
      })
      one.room.addEventListener('peer-leave', (event) => {
        expect(event).to.be.instanceOf(PeerEvent)
        heard.push([`${who} leave`, event.peerId])
      })
    }
    one.room.addEventListener('relay', (event) => {
      expect(event).to.be.instanceOf(RelayEvent)
      heard.push([event.state, event.url])
    })
    const two = await joinByMemory(name)
    await meet(one, two)
    await Promise.all([two.room.leave(), gone(one.room, two.id)])
    const ofPeers = heard.filter(([what]) => what.includes(' '))
    expect(ofPeers).to.deep.equal(
      ['first join', 'second join', 'first leave', 'second leave'].map((what) => [what, two.id]),
    )
  })

  it('come to listeners besides the callback, and no more to those who have gone', async () => {
    const name = uniqueName()
    const one = await joinByMemory(name)
    const heard: string[] = []
    const listener = (): number => heard.push('removed')
    one.room.addEventListener('peer-join', listener)
    one.room.removeEventListener('peer-join', listener)
    one.room.addEventListener('peer-join', { handleEvent: () => heard.push('object') })
    one.room.addEventListener('peer-join', () => heard.push('once'), { once: true })
    one.room.onPeerJoin(() => heard.push('callback'))
    const two = await joinByMemory(name)
    await meet(one, two)
    const three = await joinByMemory(name)
    await meet(one, three)
    expect(heard).to.deep.equal(['callback', 'object', 'once', 'callback', 'object'])
  })
})
