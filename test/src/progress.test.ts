import { expect } from '@open-wc/testing'
import { closeFrames, joinByMemory, meet, uniqueName, type Peer } from '../support/peer.ts'

let peers: [Peer, Peer, Peer]

type Told = [fraction: number, peerId: string, metadata: unknown]

const isGrowing = (fractions: number[]): boolean =>
  fractions.every((fraction, i) => i === 0 || fraction > (fractions[i - 1] ?? 0))

describe('the progress of a message', () => {
  before(async () => {
    const name = uniqueName()
    peers = await Promise.all([joinByMemory(name), joinByMemory(name), joinByMemory(name)])
    await meet(...peers)
  })

  after(closeFrames)

  it('is told for each peer while it goes out and while it comes in, up to 1', async () => {
    const [one, two, three] = peers
    const out: Told[] = []
    const into: Told[] = []
    two.room.makeAction('large')[1](() => undefined)
    two.room.makeAction('large')[2]((...told) => into.push(told))
    three.room.makeAction('large')[1](() => undefined)
    const metadata = { name: 'large.bin' }
    const [send] = one.room.makeAction('large')
    await send(new Uint8Array(2 ** 20), null, metadata, (...told) => out.push(told))
    for (const peer of [two, three]) {
      const fractions = out.filter(([, peerId]) => peerId === peer.id).map(([fraction]) => fraction)
      expect(fractions.length).to.be.above(5)
      expect(isGrowing(fractions)).to.equal(true)
      expect(fractions.at(-1)).to.equal(1)
    }
    expect(into.length).to.be.above(5)
    expect(isGrowing(into.map(([fraction]) => fraction))).to.equal(true)
    expect(into.at(-1)).to.deep.equal([1, one.id, metadata])
    for (const [, , given] of [...out, ...into]) expect(given).to.deep.equal(metadata)
  })

  it('is told to the latest callback only', async () => {
    const [one, two] = peers
    const told: string[] = []
    const [, receive, progress] = two.room.makeAction('latest')
    receive(() => told.push('received'))
    progress(() => told.push('first'))
    progress(() => told.push('second'))
    await one.room.makeAction('latest')[0]('small', two.id)
    expect(told).to.deep.equal(['second', 'received'])
  })
})
