import { expect } from '@open-wc/testing'
import { closeFrames, meet, uniqueName } from '../support/peer.ts'
import { Medium, type Carry, type Said } from './medium.ts'
import { WatchedPeer } from './watched-peer.ts'

/** What may happen to signals on their way without any ill will. */
const TROUBLES: Record<string, () => Carry> = {
  'loses every other message': () => {
    let count = 0
    return (said, deliver) => {
      if (count++ % 2 === 1) deliver(said)
    }
  },
  'loses the first three messages of each peer to each': () => {
    const counts = new Map<string, number>()
    return (said, deliver) => {
      const way = `${said.from} ${said.to ?? 'all'}`
      const count = counts.get(way) ?? 0
      counts.set(way, count + 1)
      if (count >= 3) deliver(said)
    }
  },
  'says everything three times': () => (said, deliver) => {
    for (let i = 0; i < 3; i++) deliver(said)
  },
  'says everything again with each new message': () => {
    const past: Said[] = []
    return (said, deliver) => {
      past.push(said)
      past.forEach(deliver)
    }
  },
  'is slow': () => (said, deliver) => {
    setTimeout(() => deliver(said), 300)
  },
  'turns the order of messages around': () => {
    const held: Said[] = []
    return (said, deliver) => {
      if (held.length === 0) setTimeout(() => held.splice(0).reverse().forEach(deliver), 50)
      held.push(said)
    }
  },
  'loses, repeats, delays and reorders': () => {
    let count = 0
    return (said, deliver) => {
      const turn = count++ % 5
      if (turn === 0) return
      // 0 to 160 ms: some overtake those before them.
      setTimeout(() => deliver(said), ((turn * 3) % 5) * 40)
      if (turn === 2) setTimeout(() => deliver(said), 200)
    }
  },
}

describe('A medium without ill will', () => {
  afterEach(closeFrames)

  for (const [trouble, carry] of Object.entries(TROUBLES)) {
    it(`that ${trouble} keeps nobody apart`, async () => {
      const namespace = uniqueName()
      const { strategy } = new Medium(carry())
      const peers = await Promise.all([1, 2, 3].map(() => WatchedPeer.join(namespace, { strategy })))
      await meet(...peers)
      for (const peer of peers) {
        await peer.digested()
        peer.expectUnharmed()
        expect(peer.errors).to.deep.equal([])
        expect(peer.joins).to.have.lengthOf(2)
        expect(peer.leaves).to.deep.equal([])
      }
    })
  }
})
