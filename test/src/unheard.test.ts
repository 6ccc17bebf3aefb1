import { expect } from '@open-wc/testing'
import type { SendError } from '../../src/core.ts'
import { MAX_UNHEARD_BYTES, MAX_UNHEARD_MESSAGES } from '../../src/limits.ts'
import { closeFrames, joinByMemory, meet, uniqueName, type Peer } from '../support/peer.ts'
import { messages, nextData, nextStream } from './messages.ts'
import { rejectionOf } from './rejection.ts'

let one: Peer
let two: Peer

describe('what comes before anybody listens', () => {
  beforeEach(async () => {
    const name = uniqueName()
    ;[one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
  })

  afterEach(closeFrames)

  it('is kept, and delivered in order to who listens first', async () => {
    const [send] = one.room.makeAction('early')
    await send('first', null, { of: 'two' })
    await send('second')
    const came = await messages(two.room, 'early', 2)
    expect(came).to.deep.equal([
      { data: 'first', peerId: one.id, metadata: { of: 'two' } },
      { data: 'second', peerId: one.id, metadata: undefined },
    ])
    const later: unknown[] = []
    two.room.makeAction('early')[1]((data) => later.push(data))
    await send('third')
    expect(later).to.deep.equal(['third'])
  })

  it('waits with its sender when it is large', async () => {
    const [send] = one.room.makeAction('large')
    const sent = send(new Uint8Array(MAX_UNHEARD_BYTES + 1).fill(7))
    // Behind it in the same direction: by now the other side has been told of it.
    await one.room.ping(two.id)
    const data = (await nextData(two.room, 'large')) as ArrayBuffer
    await sent
    expect(data.byteLength).to.equal(MAX_UNHEARD_BYTES + 1)
  })

  it('is handed over as a stream to who wants that', async () => {
    const [send] = one.room.makeAction<Uint8Array>('stream')
    await send(Uint8Array.of(1, 2, 3))
    const stream = await nextStream(two.room, 'stream')
    const { value } = await stream.getReader().read()
    expect([...(value ?? [])]).to.deep.equal([1, 2, 3])
  })

  it('is refused beyond what can be kept, and what is kept is still delivered', async () => {
    const [send] = one.room.makeAction('many')
    const sent = Array.from({ length: MAX_UNHEARD_MESSAGES }, (_, i) => send(i))
    await Promise.all(sent)
    const error = (await rejectionOf(send('one too many'))) as SendError
    expect(error.peerIds).to.deep.equal([two.id])
    expect(error.errors[0]).to.include({ name: 'PeerError', code: 'refused-unheard', peerId: two.id })
    const came = await messages(two.room, 'many', MAX_UNHEARD_MESSAGES)
    expect(came.map(({ data }) => data)).to.deep.equal(sent.map((_, i) => i))
    await send('room again')
  })

  it('may be sent by a callback that is told of the peer', async () => {
    const heard = nextData(two.room, 'welcome')
    one.room.onPeerJoin((peerId) => void one.room.makeAction('welcome')[0]('welcome', peerId))
    expect(await heard).to.equal('welcome')
  })
})
