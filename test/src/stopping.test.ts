import { expect } from '@open-wc/testing'
import type { BaseConfig, SendError } from '../../src/core.ts'
import { closeFrames, joinByMemory, meet, uniqueName } from '../support/peer.ts'
import { messages, nextStream } from './messages.ts'
import { rejectionOf } from './rejection.ts'

/** More than a stream's window: it stays under way until somebody reads. */
const LONG = new Uint8Array(8 * 2 ** 20)

async function pair(config: Partial<BaseConfig> = {}) {
  const name = uniqueName()
  const [one, two] = await Promise.all([joinByMemory(name), joinByMemory(name, config)])
  await meet(one, two)
  return { one, two }
}

describe('aborting a message', () => {
  afterEach(closeFrames)

  it('rejects with the reason, and errors the stream on the other side', async () => {
    const { one, two } = await pair()
    const stream = nextStream(two.room, 'long')
    const abort = new AbortController()
    const sent = rejectionOf(one.room.makeAction('long')[0](LONG, null, undefined, undefined, { signal: abort.signal }))
    const reader = (await stream).getReader()
    await reader.read()
    const reason = new Error('changed my mind')
    abort.abort(reason)
    expect(await sent).to.equal(reason)
    expect(await rejectionOf(reader.closed)).to.include({ name: 'AbortError' })
  })

  it('while it arrives as a whole delivers nothing of it', async () => {
    const { one, two } = await pair()
    const heard = messages(two.room, 'long', 1)
    const abort = new AbortController()
    const [send] = one.room.makeAction('long')
    two.room.makeAction('long')[2](() => abort.abort())
    const { signal } = abort
    expect(await rejectionOf(send(LONG, null, undefined, undefined, { signal }))).to.include({ name: 'AbortError' })
    await send('after')
    expect((await heard).map(({ data }) => data)).to.deep.equal(['after'])
  })

  it('before it is sent keeps it from being sent', async () => {
    const { one, two } = await pair()
    const heard = messages(two.room, 'small', 1)
    const [send] = one.room.makeAction('small')
    const reason = new Error('never mind')
    const options = { signal: AbortSignal.abort(reason) }
    expect(await rejectionOf(send('no', null, undefined, undefined, options))).to.equal(reason)
    await send('yes')
    expect((await heard).map(({ data }) => data)).to.deep.equal(['yes'])
  })
})

describe('maxPayload', () => {
  afterEach(closeFrames)

  it('refuses what is larger, whole or in pieces, and takes what is not', async () => {
    for (const maxPayload of [1_000, 200_000]) {
      const { one, two } = await pair({ maxPayload })
      const heard = messages(two.room, 'data', 2)
      const [send] = one.room.makeAction('data')
      const tooLarge = [
        new Uint8Array(maxPayload + 1),
        new Blob([new Uint8Array(maxPayload + 1)]),
        'x'.repeat(maxPayload),
      ]
      for (const data of tooLarge) {
        const error = (await rejectionOf(send(data))) as SendError
        expect(error).to.include({ name: 'SendError' })
        expect(error.peerIds).to.deep.equal([two.id])
        expect(error.errors[0]).to.include({ name: 'PeerError', code: 'refused-too-large' })
      }
      await send(new Uint8Array(maxPayload))
      await send('x'.repeat(maxPayload - 2))
      expect(await heard).to.have.lengthOf(2)
    }
  })

  it('does not apply to streams', async () => {
    const { one, two } = await pair({ maxPayload: 10 })
    for (const size of [11, 200_000]) {
      const read = nextStream(two.room, 'data').then((stream) => new Response(stream).arrayBuffer())
      await one.room.makeAction('data')[0](new Uint8Array(size))
      expect((await read).byteLength).to.equal(size)
    }
  })
})

describe('a link that is cut in the middle of a message', () => {
  afterEach(closeFrames)

  it('rejects with a SendError that names the peer', async () => {
    const { one, two } = await pair()
    const stream = nextStream(two.room, 'long')
    const sent = rejectionOf(one.room.makeAction('long')[0](LONG))
    await (await stream).getReader().read()
    two.frame.close()
    const error = (await sent) as SendError
    expect(error).to.include({ name: 'SendError', code: 'send' })
    expect(error.peerIds).to.deep.equal([two.id])
    expect(error.errors[0]).to.include({ name: 'PeerError', peerId: two.id })
  })

  it('errors the stream on the other side', async () => {
    const { one, two } = await pair()
    const stream = nextStream(two.room, 'long')
    one.room
      .makeAction('long')[0](LONG)
      .catch(() => undefined)
    const reader = (await stream).getReader()
    await reader.read()
    one.frame.close()
    expect(await rejectionOf(reader.closed)).to.include({ name: 'PeerError', peerId: one.id })
  })

  it('delivers nothing of what was to arrive as a whole', async () => {
    const { one, two } = await pair()
    const heard: unknown[] = []
    const [, receive, progress] = two.room.makeAction('long')
    receive((data) => heard.push(data))
    const gone = new Promise<void>((resolve) => two.room.onPeerLeave(() => resolve()))
    progress(() => one.frame.close())
    one.room
      .makeAction('long')[0](LONG)
      .catch(() => undefined)
    await gone
    expect(heard).to.deep.equal([])
  })

  it('names each of several peers that did not get it, and none that did', async () => {
    const name = uniqueName()
    const peers = await Promise.all([joinByMemory(name), joinByMemory(name), joinByMemory(name)])
    const [one, two, three] = peers
    await meet(...peers)
    const stream = nextStream(two.room, 'long')
    const whole = messages(three.room, 'long', 1)
    const sent = rejectionOf(one.room.makeAction('long')[0](LONG))
    await (await stream).getReader().read()
    await whole
    two.frame.close()
    expect(((await sent) as SendError).peerIds).to.deep.equal([two.id])
  })

  it('rejects what was under way when the room is left', async () => {
    const { one, two } = await pair()
    const stream = nextStream(two.room, 'long')
    const sent = rejectionOf(one.room.makeAction('long')[0](LONG))
    const reader = (await stream).getReader()
    await one.room.leave()
    expect(((await sent) as SendError).peerIds).to.deep.equal([two.id])
    expect(await rejectionOf(reader.closed)).to.include({ name: 'PeerError', code: 'left', peerId: one.id })
  })
})
