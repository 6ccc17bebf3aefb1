import { expect } from '@open-wc/testing'
import fc from 'fast-check'
import { ID_LENGTH } from '../../../src/identity.ts'
import { MAX_ACCEPTED_FRAME_BYTES } from '../../../src/limits.ts'
import { decodeFrame, encodeFrame, frameOf, type Frame } from '../../../src/wire/frames.ts'
import { check } from '../check.ts'

const number = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(300),
  fc.constantFrom(0, 127, 128, 2 ** 14 - 1, 2 ** 14, 2 ** 32, Number.MAX_SAFE_INTEGER),
)
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ufeff', '\ufeffx', '\0', '👩‍👩‍👧'))
const bytes = fc.uint8Array({ maxLength: 300 })
const peerId = fc.stringMatching(/^[0-9A-Za-z]{20}$/).filter((id) => id.length === ID_LENGTH)

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ type: fc.constant('join' as const), version: number }),
  fc.record({ type: fc.constantFrom('exchange' as const, 'negotiation' as const, 'media' as const), json: text }),
  fc.record({ type: fc.constant('bye' as const), code: text }),
  fc.record({ type: fc.constant('members' as const), peerIds: text }),
  fc.record({ type: fc.constantFrom('ping' as const, 'pong' as const), nonce: number }),
  fc.record({ type: fc.constantFrom('greeting' as const, 'relayed' as const), sealed: text }),
  fc.record({ type: fc.constant('relay' as const), peerId, sealed: text }),
  fc.record({ type: fc.constant('port' as const), port: number, kind: number, name: text }),
  fc.record({
    type: fc.constant('start' as const),
    transfer: number,
    port: number,
    binary: fc.boolean(),
    size: number,
    metadata: bytes,
    body: bytes,
  }),
  fc.record({ type: fc.constant('chunk' as const), transfer: number, body: bytes }),
  fc.record({ type: fc.constant('credit' as const), transfer: number, bytes: number }),
  fc.record({ type: fc.constant('refuse' as const), transfer: number, code: text }),
  fc.record({ type: fc.constantFrom('done' as const, 'cancel' as const), transfer: number }),
  fc.record({ type: fc.constant('pack' as const), frames: fc.array(bytes.map((random) => new Uint8Array(random))) }),
)

/** A frame if the bytes are one. */
function read(encoded: Uint8Array<ArrayBuffer>): Frame | undefined {
  try {
    return decodeFrame(encoded)
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined
    throw error
  }
}

describe('frames', () => {
  it('are read as they were written', () =>
    check(
      1_000,
      fc.property(frame, (written) => {
        expect(decodeFrame(encodeFrame(written))).to.deep.equal(written)
      }),
    ))

  it('are read from bytes of any kind as one frame or as none', () =>
    check(
      2_000,
      fc.property(fc.uint8Array({ maxLength: 100 }), (random) => {
        const once = read(new Uint8Array(random))
        if (once) expect(decodeFrame(encodeFrame(once))).to.deep.equal(once)
      }),
    ))

  it('are never read as more than there is when they end early', () =>
    check(
      500,
      fc.property(frame, fc.nat(), (written, cut) => {
        const encoded = encodeFrame(written)
        const short = encoded.slice(0, cut % encoded.byteLength)
        const got = read(short)
        if (got) expect(encodeFrame(got)).to.deep.equal(short)
      }),
    ))

  it('are refused when there is nothing, or a type of the future', () => {
    expect(read(new Uint8Array())).to.equal(undefined)
    expect(read(Uint8Array.of(250))).to.equal(undefined)
  })

  it('are refused when they are no bytes, or more than is accepted', () => {
    const longest = encodeFrame({ type: 'chunk', transfer: 1, body: new Uint8Array(MAX_ACCEPTED_FRAME_BYTES - 2) })
    expect(frameOf(longest.buffer).type).to.equal('chunk')
    const tooLong = new Uint8Array([...longest, 0]).buffer
    for (const message of [tooLong, 'text', undefined, null, {}, new Blob()]) {
      expect(() => frameOf(message)).to.throw(RangeError)
    }
  })

  it('are refused when a number is larger than a number can be', () => {
    const [type = 0] = encodeFrame({ type: 'done', transfer: 1 })
    expect(read(Uint8Array.of(type, ...new Uint8Array(20).fill(0xff)))).to.equal(undefined)
    expect(read(Uint8Array.of(type, ...new Uint8Array(7).fill(0xff), 0x7f))).to.equal(undefined)
  })

  it('are refused when their text is no UTF-8', () => {
    const [type = 0] = encodeFrame({ type: 'bye', code: 'left' })
    expect(read(Uint8Array.of(type, 0xc0, 0x80))).to.equal(undefined)
  })
})
