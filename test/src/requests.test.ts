import { expect } from '@open-wc/testing'
import type { PeerError } from '../../src/core.ts'
import { closeFrames, joinByMemory, meet, uniqueName, type Peer } from '../support/peer.ts'
import { rejectionOf } from './rejection.ts'

let one: Peer
let two: Peer

describe('makeRequest', () => {
  beforeEach(async () => {
    const name = uniqueName()
    ;[one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
  })

  afterEach(closeFrames)

  it('asks, and resolves to what was answered', async () => {
    const asked: unknown[] = []
    two.room.makeRequest('double')[1]((data, peerId) => {
      asked.push([data, peerId])
      return Number(data) * 2
    })
    const [ask] = one.room.makeRequest('double')
    expect(await ask(21, two.id)).to.equal(42)
    expect(asked).to.deep.equal([[21, one.id]])
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(i, two.id)))
    expect(answers).to.deep.equal(Array.from({ length: 50 }, (_, i) => 2 * i))
  })

  it('gives the same pair for the same name', () => {
    expect(one.room.makeRequest('same')[0]).to.equal(one.room.makeRequest('same')[0])
    expect(one.room.makeRequest('same')[1]).to.equal(one.room.makeRequest('same')[1])
  })

  it('carries JSON, binary and nothing, later or at once', async () => {
    const replies = [null, { a: [1] }, '', undefined]
    for (const reply of replies) {
      two.room.makeRequest('any')[1](() => reply)
      expect(await one.room.makeRequest('any')[0](null, two.id)).to.deep.equal(reply)
    }
    two.room.makeRequest('reverse')[1](async (data) => new Uint8Array(data as ArrayBuffer).reverse())
    const bytes = new Uint8Array(100_000).map((_, i) => i)
    const reversed = await one.room.makeRequest('reverse')[0](bytes, two.id)
    expect(new Uint8Array(reversed as ArrayBuffer)).to.deep.equal(bytes.slice().reverse())
  })

  it('is apart from an action of the same name', async () => {
    const heard: unknown[] = []
    two.room.makeAction('name')[1]((data) => heard.push(data))
    two.room.makeRequest('name')[1](() => 'answer')
    expect(await one.room.makeRequest('name')[0]('question', two.id)).to.equal('answer')
    expect(heard).to.deep.equal([])
  })

  it('rejects with the message of what the answer throws, and nothing else of it', async () => {
    // Errors of the page that answers.
    const { RangeError, TypeError } = two.frame.window
    const failures: ((data: unknown) => string | Promise<string>)[] = [
      () => {
        throw Object.assign(new RangeError('too much'), { secret: 'x' })
      },
      () => Promise.reject(new TypeError('too much')),
    ]
    for (const failure of failures) {
      two.room.makeRequest('fails')[1](failure)
      const error = (await rejectionOf(one.room.makeRequest('fails')[0](null, two.id))) as PeerError
      expect(error).to.include({ name: 'PeerError', code: 'answer', peerId: two.id, message: 'too much' })
      expect(error).not.to.have.property('secret')
    }
  })

  it('rejects when no answer comes in time', async () => {
    two.room.makeRequest('never')[1](() => new Promise<never>(() => undefined))
    const error = await rejectionOf(one.room.makeRequest('never')[0](null, two.id, { timeout: 20 }))
    expect(error).to.include({ name: 'PeerError', code: 'timeout', peerId: two.id })
  })

  it('stops what is still being sent when no answer comes in time', async () => {
    const [ask] = one.room.makeRequest('late')
    // In pieces, which wait until somebody answers.
    const error = await rejectionOf(ask(new Uint8Array(65_536), two.id, { timeout: 20 }))
    expect(error).to.include({ name: 'PeerError', code: 'timeout', peerId: two.id })
    const asked: unknown[] = []
    two.room.makeRequest('late')[1]((data) => void asked.push(data))
    await ask('small', two.id)
    await one.room.ping(two.id)
    expect(asked).to.deep.equal(['small'])
  })

  it('rejects with the reason when it is aborted', async () => {
    const asked = new Promise<void>((resolve) => {
      two.room.makeRequest('never')[1](() => {
        resolve()
        return new Promise<never>(() => undefined)
      })
    })
    const abort = new AbortController()
    const [ask] = one.room.makeRequest('never')
    const rejected = rejectionOf(ask(null, two.id, { signal: abort.signal }))
    await asked
    const reason = new Error('changed my mind')
    abort.abort(reason)
    expect(await rejected).to.equal(reason)
    expect(await rejectionOf(ask(null, two.id, { signal: abort.signal }))).to.equal(reason)
  })

  it('rejects when the peer is not here, or leaves before it answers', async () => {
    const asked = new Promise<void>((resolve) => {
      two.room.makeRequest('never')[1](() => {
        resolve()
        return new Promise<never>(() => undefined)
      })
    })
    const [ask] = one.room.makeRequest('never')
    expect(await rejectionOf(ask(null, 'nobody'))).to.include({ name: 'PeerError', code: 'left', peerId: 'nobody' })
    const rejected = rejectionOf(ask(null, two.id))
    await asked
    await two.room.leave()
    expect(await rejected).to.include({ name: 'PeerError', code: 'left', peerId: two.id })
  })

  it('rejects when one leaves the room oneself', async () => {
    const asked = new Promise<void>((resolve) => {
      two.room.makeRequest('never')[1](() => {
        resolve()
        return new Promise<never>(() => undefined)
      })
    })
    const rejected = rejectionOf(one.room.makeRequest('never')[0](null, two.id))
    await asked
    await one.room.leave()
    expect(await rejected).to.include({ name: 'PeerError', peerId: two.id })
  })

  it('is answered by who begins to answer later', async () => {
    const [ask] = one.room.makeRequest('late')
    const [small, large] = [ask('question', two.id), ask(new Uint8Array(300_000), two.id)]
    await one.room.ping(two.id)
    two.room.makeRequest('late')[1]((data) => (typeof data === 'string' ? 'small' : 'large'))
    expect(await Promise.all([small, large])).to.deep.equal(['small', 'large'])
  })

  it('is answered by the latest callback only', async () => {
    const [ask] = one.room.makeRequest('latest')
    const [, answer] = two.room.makeRequest('latest')
    answer(() => 'first')
    answer(() => 'second')
    expect(await ask(null, two.id)).to.equal('second')
  })

  it('that cannot be written is a ConfigError', async () => {
    const [ask] = one.room.makeRequest('x')
    expect(await rejectionOf(ask(1n as unknown as number, two.id))).to.include({ name: 'ConfigError', key: 'data' })
    two.room.makeRequest('x')[1](() => 1n as unknown as number)
    expect(await rejectionOf(ask(1, two.id))).to.include({ name: 'PeerError', code: 'answer' })
  })

  it('above what one takes is refused', async () => {
    const name = uniqueName()
    const [small, large] = await Promise.all([joinByMemory(name, { maxPayload: 1_000 }), joinByMemory(name)])
    await meet(small, large)
    const [ask] = large.room.makeRequest('x')
    small.room.makeRequest('x')[1](() => 'never')
    expect(await rejectionOf(ask(new Uint8Array(1_001), small.id))).to.include({ code: 'refused-too-large' })
  })
})
