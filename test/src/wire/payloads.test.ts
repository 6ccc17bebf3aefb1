import { expect } from '@open-wc/testing'
import fc from 'fast-check'
import type { Json } from '../../../src/json.ts'
import type { Received } from '../../../src/wire/receiver.ts'
import { check } from '../check.ts'
import { CHUNK_BYTES, Ends, FRAME_BYTES, type End, type EndOptions } from './link-ends.ts'

/** What JSON makes of a value: it knows no -0. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)

/** Sizes at which something changes: whole or cut up, this many pieces or one more. */
const edge = fc
  .tuple(
    fc.constantFrom(0, CHUNK_BYTES, FRAME_BYTES, 2 * CHUNK_BYTES, 10 * CHUNK_BYTES),
    fc.integer({ min: -2, max: 2 }),
  )
  .map(([size, offset]) => Math.max(0, size + offset))

const isJson = (kind: string): boolean => kind === 'json'

/** Says what is sent, so that a failure can be read; `dataOf` makes it. */
const payload = fc.oneof(
  fc.record({
    kind: fc.constant('json'),
    value: fc.oneof(json, fc.string({ maxLength: 2_000 })),
    size: fc.constant(0),
  }),
  fc.record({
    kind: fc.constantFrom('Uint8Array', 'ArrayBuffer', 'Blob'),
    value: fc.nat(255),
    size: fc.oneof(edge, fc.nat(4_000)),
  }),
)

type Sent = typeof payload extends fc.Arbitrary<infer Value> ? Value : never

/** What a payload has to arrive as. */
const expectedOf = ({ kind, value, size }: Sent): unknown =>
  isJson(kind) ? value : Uint8Array.from({ length: size }, (_, i) => Number(value) + i)

function dataOf(sent: Sent): unknown {
  const expected = expectedOf(sent)
  if (!(expected instanceof Uint8Array)) return expected
  if (sent.kind === 'Blob') return new Blob([expected.slice()])
  return sent.kind === 'ArrayBuffer' ? expected.buffer : expected
}

const posts = fc.array(fc.record({ fromLeft: fc.boolean(), payload, metadata: fc.option(json, { nil: undefined }) }), {
  maxLength: 8,
})

/** Whose turn it is to be heard, over and over: anything that leaves the order within a direction alone. */
const schedule = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })

const plain = (data: Received): unknown => (data instanceof ArrayBuffer ? new Uint8Array(data) : data)

describe('a payload', () => {
  it('arrives equal, whatever it is and whatever else is under way in both directions', () =>
    check(
      150,
      fc.asyncProperty(posts, schedule, fc.integer({ min: 1, max: 8 }), async (posts, schedule, roomFrames) => {
        const { left, right, ends } = link({ roomFrames })
        const sent = posts.map(({ fromLeft, payload, metadata = null }, i) =>
          (fromLeft ? left : right).post(dataOf(payload), { metadata: { i, metadata } }),
        )
        await ends.deliverUntil(Promise.all(sent), schedule)
        await Promise.all(sent)
        const all = [...left.taken, ...right.taken]
        expect(all.length).to.equal(posts.length)
        for (const { arrival, data } of all) {
          const { i } = arrival.metadata as { i: number }
          const post = posts[i]
          expect(arrival.metadata).to.deep.equal({ i, metadata: post?.metadata ?? null })
          expect(plain(data)).to.deep.equal(post && expectedOf(post.payload))
        }
      }),
    ))

  it('arrives equal or not at all when transfers are stopped or the link goes', () =>
    check(
      150,
      fc.asyncProperty(
        posts,
        schedule,
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.option(fc.nat(60)),
        async (posts, schedule, stops, end) => {
          const { left, right, ends } = link({ roomFrames: 3 })
          const aborts = posts.map(() => new AbortController())
          const sent = posts.map(({ fromLeft, payload }, i) =>
            (fromLeft ? left : right).post(dataOf(payload), { metadata: { i }, signal: aborts[i]?.signal }),
          )
          await ends.deliverUntil(Promise.allSettled(sent), schedule, (frames) => {
            stops.forEach((after, i) => {
              if (after === frames) aborts[i]?.abort()
            })
            if (end === frames) [left, right].forEach((side) => side.close(new Error('cut')))
          })
          const results = await Promise.allSettled(sent)
          const all = [...left.taken, ...right.taken].map(({ arrival, data }) => {
            const { i } = arrival.metadata as { i: number }
            const post = posts[i]
            expect(plain(data)).to.deep.equal(post && expectedOf(post.payload))
            return i
          })
          expect(new Set(all).size, 'none twice').to.equal(all.length)
          results.forEach(({ status }, i) => {
            if (status === 'fulfilled') expect(all, 'what resolved has arrived').to.include(i)
          })
        },
      ),
    ))

  it('arrives equal at every size around a piece', async () => {
    const sizes = [
      0,
      1,
      CHUNK_BYTES - 1,
      CHUNK_BYTES,
      CHUNK_BYTES + 1,
      FRAME_BYTES,
      2 * CHUNK_BYTES,
      50 * CHUNK_BYTES + 1,
    ]
    for (const size of sizes) {
      const { left, right, ends } = link()
      const data = crypto.getRandomValues(new Uint8Array(size))
      await ends.deliverUntil(left.post(data))
      expect(
        right.taken.map(({ data }) => plain(data)),
        `${size} bytes`,
      ).to.deep.equal([data])
    }
  })

  it('arrives in the order of sending when it is small', async () => {
    const { left, right, ends } = link({ roomFrames: 1 })
    const sent = Array.from({ length: 50 }, (_, i) => left.post(i))
    await ends.deliverUntil(Promise.all(sent))
    expect(right.taken.map(({ data }) => data)).to.deep.equal(Array.from({ length: 50 }, (_, i) => i))
  })

  it('that is small does not wait for a large one', async () => {
    const { left, right, ends } = link({ roomFrames: 2 })
    const large = left.post(new Uint8Array(200 * CHUNK_BYTES))
    const isTenIn = new Promise<void>((resolve) => {
      right.progress = (_arrival, fraction) => {
        if (fraction > 0.05) resolve()
      }
    })
    await ends.deliverUntil(isTenIn)
    await ends.deliverUntil(left.post('small'))
    expect(right.taken.map(({ data }) => data)).to.deep.equal(['small'])
    await ends.deliverUntil(large)
  })

  it('takes turns with the others', async () => {
    const { left, right, ends } = link()
    const long = left.post(new Uint8Array(100 * CHUNK_BYTES))
    const short = left.post(new Uint8Array(5 * CHUNK_BYTES))
    await ends.deliverUntil(short)
    expect(right.taken.map(({ arrival }) => arrival.size)).to.deep.equal([5 * CHUNK_BYTES])
    await ends.deliverUntil(long)
  })

  it('is sent in frames that are no larger than the channel takes', async () => {
    const { left, right, ends } = link({ maxFrameBytes: 1_000 })
    const longest = { frames: 0 }
    const hear = right.hear.bind(right)
    right.hear = (bytes) => {
      longest.frames = Math.max(longest.frames, bytes.byteLength)
      hear(bytes)
    }
    const sizes = Array.from({ length: 60 }, (_, i) => 930 + i)
    await ends.deliverUntil(Promise.all([...sizes, 9_999].map((size) => left.post(new Uint8Array(size)))))
    expect(longest.frames).to.be.within(900, 1_000)
  })

  it('leaves the channel no more than it has room for', async () => {
    const { left, ends } = link({ roomFrames: 3 })
    const sent = left.post(new Uint8Array(100 * CHUNK_BYTES))
    let most = 0
    await ends.deliverUntil(sent, [true, false], () => (most = Math.max(most, left.underWay.length)))
    expect(most).to.be.at.most(3)
  })
})

function link(options?: EndOptions): { left: End; right: End; ends: Ends } {
  const ends = new Ends(options)
  return { left: ends.left, right: ends.right, ends }
}
