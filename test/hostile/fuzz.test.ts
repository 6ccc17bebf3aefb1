import { expect } from '@open-wc/testing'
import fc from 'fast-check'
import { concat } from '../../src/encoding.ts'
import { encodeFrame, type Frame } from '../../src/wire/frames.ts'
import { check } from '../src/check.ts'
import { closeFrames } from '../support/peer.ts'
import { Company } from './company.ts'
import { heard, json, port, start, times, utf8 } from './frames.ts'
import type { Message, RawLink } from './hostile-peer.ts'

type Bytes = Uint8Array<ArrayBuffer>

const PIECE = new Uint8Array(300)

/** What a well-behaved peer could say, in this order. */
const RECORDED: Bytes[] = (
  [
    heard,
    port(1, 'streamed'),
    port(2, 'unheard'),
    { type: 'port', port: 3, kind: 1, name: 'talk' },
    start(1, { binary: false, size: 9, metadata: json({ a: [1] }), body: utf8('{"b":"c"}') }),
    start(2, { size: 600 }),
    { type: 'chunk', transfer: 2, body: PIECE },
    { type: 'chunk', transfer: 2, body: PIECE },
    start(3, { port: 1, size: 600 }),
    { type: 'chunk', transfer: 3, body: PIECE },
    { type: 'cancel', transfer: 3 },
    start(4, { port: 2, size: 3, body: utf8('abc') }),
    start(5, { port: 3, binary: false, size: 3, metadata: json({ id: 1 }), body: utf8('"?"') }),
    { type: 'credit', transfer: 1, bytes: 2 ** 33 },
    { type: 'done', transfer: 1 },
    { type: 'refuse', transfer: 1, code: 'unheard' },
    { type: 'media', json: '{"stream":"s","kind":"audio","metadata":{"label":"x"}}' },
    { type: 'negotiation', json: '{"type":"renegotiate","renegotiate":true}' },
    { type: 'members', peerIds: 'x'.repeat(40) },
    { type: 'greeting', sealed: 'y'.repeat(60) },
    { type: 'relayed', sealed: 'y'.repeat(60) },
    { type: 'exchange', json: '1' },
    { type: 'ping', nonce: 300 },
    { type: 'pack', frames: [encodeFrame({ type: 'ping', nonce: 1 }), encodeFrame({ type: 'pong', nonce: 1 })] },
  ] satisfies Frame[]
).map(encodeFrame)

/** One thing done to what was recorded. */
type Mutation =
  | { kind: 'flip'; frame: number; at: number; bit: number }
  | { kind: 'cut'; frame: number; at: number }
  | { kind: 'insert'; frame: number; at: number; bytes: Uint8Array }
  | { kind: 'swap'; frame: number; with: number }
  | { kind: 'repeat'; frame: number; count: number }
  | { kind: 'drop'; frame: number }
  | { kind: 'join'; frame: number }
  | { kind: 'grow'; frame: number; bytes: number }

const frame = fc.nat(RECORDED.length - 1)
const at = fc.nat(40)

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip'), frame, at, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('cut'), frame, at }),
  fc.record({ kind: fc.constant('insert'), frame, at, bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }) }),
  fc.record({ kind: fc.constant('swap'), frame, with: frame }),
  fc.record({ kind: fc.constant('repeat'), frame, count: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant('drop'), frame }),
  fc.record({ kind: fc.constant('join'), frame }),
  fc.record({ kind: fc.constant('grow'), frame, bytes: fc.constantFrom(1, 1_000, 200_000) }),
)

/** What one frame becomes. */
function mutate(bytes: Bytes, next: Bytes, mutation: Mutation): Bytes[] {
  switch (mutation.kind) {
    case 'flip':
      return [bytes.map((byte, i) => (i === mutation.at % bytes.byteLength ? byte ^ (1 << mutation.bit) : byte))]
    case 'cut':
      return [bytes.slice(0, mutation.at % bytes.byteLength)]
    case 'insert':
      return [concat([bytes.subarray(0, mutation.at), mutation.bytes, bytes.subarray(mutation.at)])]
    case 'repeat':
      return times(mutation.count, () => bytes)
    case 'drop':
      return []
    case 'join':
      return [concat([bytes, next])]
    case 'grow':
      return [concat([bytes, new Uint8Array(mutation.bytes).fill(0x61)])]
    case 'swap':
      return [next]
  }
}

function mutateAll(frames: readonly Bytes[], mutations: readonly Mutation[]): Bytes[] {
  return mutations.reduce(
    (all: Bytes[], mutation) => {
      const i = mutation.frame % Math.max(1, all.length)
      const other = mutation.kind === 'swap' ? mutation.with % Math.max(1, all.length) : i + 1
      const [one, two] = [all[i], all[other]]
      if (!one) return all
      return all.flatMap((bytes, j) => {
        if (j === i) return mutate(one, two ?? one, mutation)
        return mutation.kind === 'swap' && j === other ? [one] : [bytes]
      })
    },
    [...frames],
  )
}

describe('A peer that says whatever comes to its mind', () => {
  let company: Company
  let link: RawLink | undefined

  before(async () => {
    company = await Company.gather()
    const { room } = company.victim
    room.makeAction('heard')[1](() => undefined)
    room.makeAction('streamed')[1](() => undefined, { stream: true })
  })

  after(closeFrames)

  afterEach(async () => {
    await company.expectUndisturbed()
  })

  /** Says things to the victim, on the same link for as long as that has it, and finds everybody else unharmed. */
  async function say(messages: readonly Message[]): Promise<void> {
    if (!link || link.isClosed || !company.victim.room.getPeers().includes(company.hostile.id)) {
      link = await company.attack()
      link.deafen()
    }
    link.send(...messages)
    await Promise.all([company.expectUndisturbed(), link.absorbed()])
    // All that can be told of somebody like that is what it has done.
    for (const error of company.victim.errors) {
      expect(['ProtocolError', 'PeerError']).to.include(error.name)
      expect(Reflect.get(error, 'peerId')).to.be.oneOf([company.hostile.id, 'y'.repeat(20)])
    }
    company.forget()
  }

  it('says nothing wrong when it says what was recorded', async () => {
    await say(RECORDED)
    expect(link?.isClosed).to.equal(false)
  })

  it('harms nobody by altered, cut, repeated, reordered and oversized frames', async function () {
    this.timeout(120_000)
    await check(
      100,
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) =>
        say(mutateAll(RECORDED, mutations)),
      ),
    )
  })

  it('harms nobody by frames in any order', async function () {
    this.timeout(120_000)
    const some = fc.array(fc.constantFrom(...RECORDED), { minLength: 1, maxLength: 60 })
    await check(30, fc.asyncProperty(some, say))
  })

  it('harms nobody by bytes that nobody has thought about', async function () {
    this.timeout(120_000)
    const type = fc.integer({ min: 0, max: 20 })
    const noise = fc
      .tuple(type, fc.uint8Array({ maxLength: 200 }))
      .map(([first, rest]) => Uint8Array.of(first, ...rest))
    await check(40, fc.asyncProperty(fc.array(noise, { minLength: 1, maxLength: 10 }), say))
  })
})
