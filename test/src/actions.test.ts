import { expect } from '@open-wc/testing'
import fc from 'fast-check'
import type { Json, Payload } from '../../src/core.ts'
import { fieldsOf } from '../../src/json.ts'
import { closeFrames, joinByMemory, meet, uniqueName, type Peer } from '../support/peer.ts'
import { check } from './check.ts'
import { messages, nextData } from './messages.ts'
import { errorOf, rejectionOf } from './rejection.ts'

let one: Peer
let two: Peer

before(async () => {
  const name = uniqueName()
  ;[one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
  await meet(one, two)
})

after(closeFrames)

/** Sends something from one to two; resolves to what it arrives as. */
async function pass(data: Payload): Promise<unknown> {
  const arrived = nextData(two.room, 'pass')
  await one.room.makeAction('pass')[0](data, two.id)
  return arrived
}

/** The bytes of what has arrived; throws when that is no `ArrayBuffer`. */
function bytesOf(arrived: unknown): Uint8Array {
  if (Object.prototype.toString.call(arrived) !== '[object ArrayBuffer]') throw new TypeError('no ArrayBuffer')
  return new Uint8Array(arrived as ArrayBuffer)
}

describe('makeAction', () => {
  it('gives the same tuple for the same name', () => {
    const { room } = one
    expect(room.makeAction('same')).to.equal(room.makeAction('same'))
    expect(room.makeAction('same')).not.to.equal(room.makeAction('another'))
    expect(room.makeAction('same')).to.have.lengthOf(3)
  })

  it('takes names of 1 to 64 bytes in UTF-8', () => {
    const { room } = one
    for (const name of ['x', 'x'.repeat(64), 'é'.repeat(32), '👋'.repeat(16)]) room.makeAction(name)
    const makeAction = room.makeAction.bind(room) as (name: unknown) => unknown
    for (const name of ['', 'x'.repeat(65), 'é'.repeat(33), '👋'.repeat(17), '\ud83d', undefined, null, 5]) {
      expect(
        errorOf(() => makeAction(name)),
        String(name),
      ).to.include({ name: 'ConfigError', key: 'name' })
      expect(
        errorOf(() => room.makeRequest(name as string)),
        String(name),
      ).to.include({ key: 'name' })
    }
  })

  it('keeps names apart, whatever they are', async () => {
    const names = ['__proto__', 'constructor', 'toString', ' ', '\ufeffx', 'x', '0 x', '👩‍👩‍👧']
    const heard = names.map((name) => nextData(two.room, name))
    await Promise.all(names.map((name) => one.room.makeAction(name)[0](name)))
    expect(await Promise.all(heard)).to.deep.equal(names)
  })
})

describe('JSON', () => {
  it('comes back as the same type', async () => {
    const values: Json[] = [
      null,
      true,
      false,
      0,
      -1.5,
      1e300,
      '',
      'text',
      '\u0000\ufeff👋',
      [],
      {},
      [1, [2, [3]]],
      { a: { b: [null, { c: 'd' }] } },
      JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Json,
    ]
    for (const value of values) expect(JSON.stringify(await pass(value))).to.equal(JSON.stringify(value))
    expect('polluted' in {}).to.equal(false)
  })

  it('comes back equal, whatever it says', () =>
    check(
      50,
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const json = JSON.stringify(value)
        expect(JSON.stringify(await pass(JSON.parse(json) as Json))).to.equal(json)
      }),
    ))

  it('of many pieces comes back equal', async () => {
    const value = Array.from({ length: 20_000 }, (_, i) => ({ i, text: `number ${i} ✓` }))
    expect(JSON.stringify(await pass(value))).to.equal(JSON.stringify(value))
  })

  it('is what is meant by what is no binary, and a ConfigError what is neither', async () => {
    const [send] = one.room.makeAction<unknown>('neither')
    const circular: { self?: unknown } = {}
    circular.self = circular
    for (const value of [undefined, () => 1, Symbol('x'), 1n, circular]) {
      expect(await rejectionOf(send(value))).to.include({ name: 'ConfigError', key: 'data' })
    }
  })
})

describe('binary', () => {
  const bytes = Uint8Array.from({ length: 48 }, (_, i) => 255 - i)

  it('of every kind arrives as an ArrayBuffer', async () => {
    const { buffer } = bytes
    const kinds: Payload[] = [
      buffer,
      bytes,
      new Uint8ClampedArray(buffer),
      new Int8Array(buffer),
      new Uint16Array(buffer),
      new Int16Array(buffer),
      new Uint32Array(buffer),
      new Int32Array(buffer),
      new Float32Array(buffer),
      new Float64Array(buffer),
      new BigInt64Array(buffer),
      new BigUint64Array(buffer),
      new DataView(buffer),
      new Blob([buffer]),
      new File([buffer], 'a file', { type: 'text/plain' }),
    ]
    for (const data of kinds)
      expect(bytesOf(await pass(data)), Object.prototype.toString.call(data)).to.deep.equal(bytes)
  })

  it('is only the part that a view shows', async () => {
    expect(bytesOf(await pass(bytes.subarray(5, 9)))).to.deep.equal(bytes.slice(5, 9))
    expect(bytesOf(await pass(new DataView(bytes.buffer, 5, 4)))).to.deep.equal(bytes.slice(5, 9))
    expect(bytesOf(await pass(new Uint16Array(bytes.buffer, 6, 2)))).to.deep.equal(bytes.slice(6, 10))
  })

  it('of every size around a frame arrives equal', async () => {
    const frame = 65_536
    for (const size of [0, 1, frame - 49, frame - 48, frame - 47, frame, frame + 1, 10 * frame, 2 ** 20 + 1]) {
      const data = new Uint8Array(size).map((_, i) => i * 7)
      expect(bytesOf(await pass(data)), `${size} bytes`).to.deep.equal(data)
      expect(bytesOf(await pass(new Blob([data]))), `a Blob of ${size} bytes`).to.deep.equal(data)
    }
  })

  it('and JSON in both directions at once arrive equal, each whole', async () => {
    const large = new Uint8Array(2 ** 20).map((_, i) => i * 3)
    const data: Payload[] = [large, 'text', large.subarray(0, 100_000), { json: true }, new Blob([large]), '']
    const heard = [one, two].map(({ room }) => messages(room, 'crowd', data.length))
    const sent = [one, two].flatMap(({ room }) =>
      data.map((payload, i) => room.makeAction('crowd')[0](payload, null, { i })),
    )
    await Promise.all(sent)
    for (const came of await Promise.all(heard)) {
      const inOrder = data.map((_, i) => came.find(({ metadata }) => fieldsOf(metadata).i === i))
      expect(bytesOf(inOrder[0]?.data)).to.deep.equal(large)
      expect(bytesOf(inOrder[2]?.data)).to.deep.equal(large.slice(0, 100_000))
      expect(bytesOf(inOrder[4]?.data)).to.deep.equal(large)
      expect([1, 3, 5].map((i) => inOrder[i]?.data)).to.deep.equal(['text', { json: true }, ''])
    }
  })
})

describe('metadata', () => {
  it('comes with the message, or is undefined', async () => {
    const [send] = one.room.makeAction('metadata')
    const values = [undefined, null, 'text', 5, ['list'], { name: 'x', nested: { deep: true } }]
    for (const [data, kind] of [
      ['json', 'json'],
      [new Uint8Array(200_000), 'binary'],
    ] as const) {
      for (const metadata of values) {
        const heard = messages(two.room, 'metadata', 1)
        await send(data, null, metadata)
        expect((await heard)[0]?.metadata, kind).to.deep.equal(metadata)
      }
    }
  })

  it('above 16,384 bytes of JSON, or that is none, is a ConfigError', async () => {
    const [send] = one.room.makeAction('metadata')
    const heard = messages(two.room, 'metadata', 1)
    await send('as much as can be', null, 'x'.repeat(16_382))
    expect((await heard)[0]?.metadata).to.have.lengthOf(16_382)
    for (const metadata of ['x'.repeat(16_383), 1n as unknown as Json]) {
      expect(await rejectionOf(send('too much', null, metadata))).to.include({ name: 'ConfigError', key: 'metadata' })
    }
  })
})

describe('receive', () => {
  it('calls the latest callback only, with the data and who sent it', async () => {
    const [, receive] = two.room.makeAction('latest')
    const heard: unknown[] = []
    receive(() => heard.push('first'))
    receive((data, peerId) => heard.push([data, peerId]))
    await one.room.makeAction('latest')[0]('hello')
    expect(heard).to.deep.equal([['hello', one.id]])
  })

  it('gets messages in the order of sending', async () => {
    const heard = messages(two.room, 'order', 200)
    const [send] = one.room.makeAction('order')
    await Promise.all(Array.from({ length: 200 }, (_, i) => send(i)))
    expect((await heard).map(({ data }) => data)).to.deep.equal(Array.from({ length: 200 }, (_, i) => i))
  })

  it('goes on when a callback throws, and the sender is none the wiser', async () => {
    const uncaught = new Promise((resolve) => {
      two.frame.window.addEventListener('error', (event) => {
        event.preventDefault()
        resolve(event.message)
      })
    })
    const [, receive] = two.room.makeAction('throws')
    receive(() => {
      throw new Error('in the page')
    })
    const [send] = one.room.makeAction('throws')
    await send('hello')
    expect(await uncaught).to.contain('in the page')
    const heard = nextData(two.room, 'throws')
    await send('again')
    expect(await heard).to.equal('again')
  })
})
