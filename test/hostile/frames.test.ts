import { expect } from '@open-wc/testing'
import {
  MAX_ACCEPTED_FRAME_BYTES,
  MAX_ACTIONS_PER_PEER,
  MAX_LINKS,
  MAX_MEDIA_PER_PEER,
  MAX_METADATA_BYTES,
  MAX_NAME_BYTES,
} from '../../src/limits.ts'
import { encodeFrame } from '../../src/wire/frames.ts'
import { closeFrames } from '../support/peer.ts'
import { Company } from './company.ts'
import { heard, json, port, start, times, utf8 } from './frames.ts'
import type { Message } from './hostile-peer.ts'

/** What no peer that keeps to the protocol says, and how it is called. */
const OFFENCES: Record<string, [messages: Message[], why: RegExp]> = {
  'a frame of an unknown type': [[Uint8Array.of(99)], /unknown type/],
  'a frame without a type': [[new Uint8Array()], /ends early/],
  'a frame that ends early': [[Uint8Array.of(11, 1)], /ends early/],
  'a number without an end': [[Uint8Array.of(3, ...times(200, () => 0x80))], /too long/],
  'a number beyond what can be counted': [[Uint8Array.of(3, ...times(7, () => 0xff), 0x7f)], /too large/],
  'metadata longer than its frame': [[heard, Uint8Array.of(11, 1, 0, 0, 0, 0x7f, 0)], /ends early/],
  'a name that is not UTF-8': [[Uint8Array.of(10, 1, 0, 0xff, 0xfe)], /broke the protocol/],
  'a text instead of a frame': [['join'], /no frame/],

  'a second join': [[{ type: 'join', version: 1 }], /joined twice/],
  'a payload for an action without a name': [[start(1, { port: 99, size: 1 })], /had not named/],
  'a piece of nothing': [[{ type: 'chunk', transfer: 5, body: utf8('x') }], /piece of nothing/],
  'a piece before it was asked for': [[port(1, 'unheard'), start(1, { port: 1, size: 9 }), chunk(1, 9)], /more than/],
  'more than was asked for': [[heard, start(1, { size: 9 }), chunk(1, 10)], /more than/],
  'a piece of a payload that is whole': [[heard, start(1, { size: 9 }), chunk(1, 9), chunk(1, 1)], /piece of nothing/],
  'an empty piece': [[heard, start(1, { size: 9 }), chunk(1, 0)], /more than/],
  'a piece with the announcement': [[heard, start(1, { size: 9, body: utf8('x') })], /before it was asked/],
  'more bytes than announced': [[heard, start(1, { size: 1, body: utf8('xyz') })], /before it was asked/],
  'one number for two payloads': [[heard, start(1, { size: 9 }), start(1, { size: 9 })], /twice/],

  'metadata above the limit': [
    [heard, start(1, { metadata: json('x'.repeat(MAX_METADATA_BYTES - 1)), ...whole('1') })],
    /metadata has more/,
  ],
  'metadata that is not JSON': [[heard, start(1, { metadata: utf8('{'), ...whole('1') })], /not JSON/],
  'metadata that is not UTF-8': [
    [heard, start(1, { metadata: Uint8Array.of(0x22, 0xff, 0x22), ...whole('1') })],
    /not JSON/,
  ],
  'a value that is not JSON': [[heard, start(1, { binary: false, ...whole('undefined') })], /not JSON/],
  'a value that is not UTF-8': [
    [heard, start(1, { binary: false, size: 3, body: Uint8Array.of(0x22, 0xff, 0x22) })],
    /not JSON/,
  ],
  'nothing as a value': [[heard, start(1, { binary: false, ...whole('') })], /not JSON/],
  'a value in pieces that is not JSON': [[heard, start(1, { binary: false, size: 9 }), chunk(1, 9)], /not JSON/],

  'a name above the limit': [[port(1, 'é'.repeat(MAX_NAME_BYTES / 2) + 'x')], /more than 64 bytes/],
  'more actions than the limit': [
    times(MAX_ACTIONS_PER_PEER + 1, (i) => port(i, `action ${i}`)),
    /more than 256 actions/,
  ],
  'thousands of actions': [times(5_000, (i) => port(i, `action ${i}`)), /more than 256 actions/],

  'a negotiation that is not JSON': [[{ type: 'negotiation', json: '{' }], /broke the protocol/],
  'a negotiation of nothing': [[{ type: 'negotiation', json: '{"type": "__proto__"}' }], /negotiation that is none/],
  'a notice of media that is not JSON': [[{ type: 'media', json: '' }], /broke the protocol/],
  'a notice of no media': [[{ type: 'media', json: '[]' }], /media that is none/],
  'a notice of an unknown kind': [
    [{ type: 'media', json: '{"stream": "s", "kind": "toString"}' }],
    /media that is none/,
  ],
  'notices of more streams than the limit': [
    times(MAX_MEDIA_PER_PEER + 1, (i) => notice({ stream: `stream ${i}` })),
    /more than 64 streams/,
  ],
  'notices of more tracks than the limit': [
    times(MAX_MEDIA_PER_PEER + 1, () => notice({ stream: 'one', kind: 'audio' })),
    /more than 64 streams/,
  ],
  'a notice with metadata above the limit': [
    [notice({ stream: 's', metadata: 'x'.repeat(MAX_METADATA_BYTES - 1) })],
    /metadata/,
  ],
  'a notice of a stream whose ID is none': [[notice({ stream: 's'.repeat(65) })], /media that is none/],

  'a pack in a pack': [[{ type: 'pack', frames: [encodeFrame({ type: 'pack', frames: [] })] }], /packed a pack/],
  'a pack that ends early': [[Uint8Array.of(18, 9, 1)], /ends early/],
  'a list of more members than a room has': [
    [{ type: 'members', peerIds: 'x'.repeat(20 * MAX_LINKS + 1) }],
    /more than 128 links/,
  ],
  'a greeting that is no signal': [[{ type: 'greeting', sealed: 'hello' }], /no signal/],
  'a signal passed on that is none': [[{ type: 'relayed', sealed: '' }], /no signal/],
  'a signal to pass on that is none': [[{ type: 'relay', peerId: 'x'.repeat(20), sealed: 'nonsense' }], /no signal/],
  "a signal to pass on that is somebody else's": [
    [{ type: 'relay', peerId: 'x'.repeat(20), sealed: 'y'.repeat(40) }],
    /another/,
  ],
}

function chunk(transfer: number, size: number): Message {
  return { type: 'chunk', transfer, body: new Uint8Array(size) }
}

function notice(said: object): Message {
  return { type: 'media', json: JSON.stringify(said) }
}

function whole(text: string): { size: number; body: Uint8Array<ArrayBuffer> } {
  const body = utf8(text)
  return { size: body.byteLength, body }
}

describe('A peer that breaks the protocol', () => {
  let company: Company

  before(async () => {
    company = await Company.gather()
    company.victim.room.makeAction('heard')[1](() => undefined)
  })

  after(closeFrames)

  afterEach(async () => {
    await company.expectUndisturbed()
    company.forget()
  })

  for (const [offence, [messages, why]] of Object.entries(OFFENCES)) {
    it(`by ${offence} is dropped, and nobody else notices`, async () => {
      const link = await company.attack()
      const dropped = new Promise<Event>((resolve) => company.hostile.room.addEventListener('error', resolve))
      link.send(...messages)
      await company.expectDropped(why)
      // It is told so.
      expect(Reflect.get(Reflect.get(await dropped, 'error') as object, 'code')).to.equal('dropped')
    })
  }

  it('by a frame above the limit is dropped, one at the limit is taken', async () => {
    const link = await company.attack()
    // Header and body.
    const body = new Uint8Array(MAX_ACCEPTED_FRAME_BYTES - 8)
    link.send(heard, start(1, { size: body.byteLength, body }))
    await link.hears('done')
    // Browsers send none that is longer, so it is put there.
    const { ArrayBuffer: TheirBuffer } = company.victim.frame.window
    const data = new TheirBuffer(MAX_ACCEPTED_FRAME_BYTES + 1)
    company.victim.channelTo(company.hostile.id).dispatchEvent(new MessageEvent('message', { data }))
    await company.expectDropped(/no frame/)
  })

  it('by data before it has joined is dropped by everybody', async () => {
    await company.hostile.enter({ instead: (frame) => (frame.type === 'join' ? [heard, frame] : [frame]) })
    await company.expectDropped(/before it had joined/)
    await company.witness.reported('protocol', company.hostile.id)
    expect(company.victim.room.getPeers()).to.deep.equal([company.witness.id])
  })

  it('by speaking another version of the wire does not join', async () => {
    await company.hostile.enter({
      instead: (frame) => (frame.type === 'join' ? [{ type: 'join', version: 2 }] : [frame]),
    })
    await company.expectDropped(/version 2/)
    expect(company.victim.room.getPeers()).to.deep.equal([company.witness.id])
  })

  it('by never joining is not in the room', async () => {
    await company.hostile.enter({ instead: (frame) => (frame.type === 'join' ? [] : [frame]) })
    const joins = company.victim.joins.length
    await Promise.all(
      company.hostile.links.map(async (link) => {
        await link.hears('join')
        await link.absorbed()
      }),
    )
    expect(company.victim.joins).to.have.lengthOf(joins)
    expect(company.victim.room.getPeers()).to.deep.equal([company.witness.id])
  })
})
