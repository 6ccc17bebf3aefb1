import { expect } from '@open-wc/testing'
import { MAX_MEDIA_SECTIONS, SIGNALS_AT_ONCE } from '../../src/limits.ts'
import { closeFrames, gone, meet, next, until } from '../support/peer.ts'
import type { PeerEvent } from '../../src/core.ts'
import { Company } from './company.ts'
import { heard, json, port, start, times, utf8 } from './frames.ts'
import type { Message } from './hostile-peer.ts'
import { WatchedPeer } from './watched-peer.ts'

/** Names that mean something to objects. */
const TRAPS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'length', '']

/** What is allowed, or does nothing, and comes in any number. */
const FLOODS: Record<string, Message[]> = {
  pings: times(10_000, (nonce) => ({ type: 'ping', nonce })),
  'pongs to nothing': times(10_000, (nonce) => ({ type: 'pong', nonce })),
  'values of an exchange that is over': times(5_000, () => ({ type: 'exchange', json: '{' })),
  'credit for nothing': times(5_000, (transfer) => ({ type: 'credit', transfer, bytes: Number.MAX_SAFE_INTEGER })),
  'thanks for nothing': times(5_000, (transfer) => ({ type: 'done', transfer })),
  'refusals of nothing': times(5_000, (transfer) => ({ type: 'refuse', transfer, code: '__proto__' })),
  'ends of nothing': times(5_000, (transfer) => ({ type: 'cancel', transfer })),
  'lists of members': times(3_000, () => ({ type: 'members', peerIds: '' })),
  'one name again and again': times(5_000, (i) => port(7, `name ${i}`)),
  'payloads nobody listens to': [
    port(9, 'unheard'),
    ...times(5_000, (i) => start(i, { port: 9, size: 1, body: utf8('x') })),
    { type: 'cancel', transfer: 1 },
  ],
  'payloads begun and stopped': [
    heard,
    ...times(2_000, (i): Message[] => [start(i, { size: 100 }), { type: 'cancel', transfer: i }]).flat(),
  ],
  'empty packs': times(5_000, () => ({ type: 'pack', frames: [] })),
  'requests to negotiate': times(500, () => ({ type: 'negotiation', json: '{"type": "renegotiate"}' })),
  'candidates that are none': times(5_000, (i) => ({
    type: 'negotiation',
    json: JSON.stringify({ type: 'candidate', candidate: { candidate: `nonsense ${i}`, sdpMid: '0', address: i } }),
  })),
}

describe('A peer that misuses its link', () => {
  let company: Company
  const received: unknown[] = []

  before(async () => {
    company = await Company.gather()
    company.victim.room.makeAction('heard')[1]((...message) => received.push(message))
    for (const name of TRAPS.slice(0, -1)) company.victim.room.makeAction(name)[1]((...said) => received.push(said))
  })

  after(closeFrames)

  beforeEach(() => {
    received.length = 0
  })

  afterEach(async () => {
    await company.expectUndisturbed()
    company.forget()
  })

  for (const [flood, messages] of Object.entries(FLOODS)) {
    it(`by a flood of ${flood} keeps nobody from talking`, async () => {
      const link = await company.attack()
      link.send(...messages)
      await company.expectUndisturbed()
      await link.absorbed()
      const offences = company.victim.errors.filter(({ name }) => name === 'ProtocolError')
      expect(offences.map(({ message }) => message)).to.deep.equal([])
      expect(company.victim.room.getPeers()).to.include(company.hostile.id)
    })
  }

  it('by names that mean something to objects is heard as anybody else', async () => {
    const link = await company.attack()
    const value = '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'
    const metadata = utf8('{"__proto__": {"polluted": true}}')
    for (const [i, name] of TRAPS.entries()) {
      const body = utf8(value)
      link.send(port(i, name), start(i, { port: i, binary: false, metadata, size: body.byteLength, body }))
    }
    // Kinds of ports that there are not, either.
    link.send({ type: 'port', port: 99, kind: 99, name: 'heard' }, start(99, { port: 99, size: 1, body: utf8('x') }))
    await link.absorbed()
    expect(received).to.have.lengthOf(TRAPS.length - 1)
    for (const [data, from, said] of received as [object, string, object][]) {
      expect(JSON.stringify(data)).to.equal(JSON.stringify(JSON.parse(value)))
      expect(from).to.equal(company.hostile.id)
      expect(Object.keys(said)).to.deep.equal(['__proto__'])
    }
    expect(Reflect.get({}, 'polluted')).to.equal(undefined)
    expect(Reflect.get(new company.victim.frame.window.Object(), 'polluted')).to.equal(undefined)
  })

  it('by JSON of any depth is heard', async () => {
    const link = await company.attack()
    const body = utf8('['.repeat(50_000) + ']'.repeat(50_000))
    link.send(heard, start(1, { binary: false, size: body.byteLength, body }))
    await link.hears('done')
    expect(received).to.have.lengthOf(1)
  })

  it('by asking for more tracks than a connection may have is dropped', async () => {
    for (let isOfferer = false; !isOfferer;) {
      const link = await company.attack()
      const connection = company.victim.room.getConnection(company.hostile.id)
      // Only whoever made the first offer is asked.
      isOfferer = connection?.localDescription?.type === 'offer'
      const request = { type: 'transceiverRequest', transceiverRequest: { kind: 'audio' } }
      link.send(...times<Message>(2_000, () => ({ type: 'negotiation', json: JSON.stringify(request) })))
      if (isOfferer) await company.expectDropped(/too many tracks/)
      else await link.absorbed()
      expect(connection?.getTransceivers().length).to.be.at.most(MAX_MEDIA_SECTIONS)
    }
  })

  it('by describing more tracks than a connection may have is dropped', async () => {
    const link = await company.attack()
    const sdp = `v=0\r\n${'m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'.repeat(MAX_MEDIA_SECTIONS + 1)}`
    link.send({ type: 'negotiation', json: JSON.stringify({ type: 'offer', sdp }) })
    await company.expectDropped(/too many tracks/)
  })

  it('by describing nothing ends its own link only', async () => {
    const link = await company.attack()
    const left = gone(company.victim.room, company.hostile.id)
    link.send({ type: 'negotiation', json: JSON.stringify({ type: 'offer', sdp: 'nonsense' }) })
    await left
    await company.hostile.room.leave()
  })

  it('by signals to pass on can make the peers between no one look bad', async () => {
    const link = await company.attack()
    const { id } = company.hostile
    const { id: peerId } = company.witness
    link.send(...times<Message>(2 * SIGNALS_AT_ONCE, (i) => ({ type: 'relay', peerId, sealed: `${id}nonsense ${i}` })))
    link.send(...times<Message>(100, (i) => ({ type: 'relay', peerId: '__proto__constructor', sealed: `${id}${i}` })))
    await company.expectUndisturbed()
    await link.absorbed()
    // The witness has its own opinion of who said so.
    for (const error of company.witness.errors) expect(Reflect.get(error, 'peerId')).to.equal(id)
  })

  it('by a flood of greetings cannot keep newcomers out', async () => {
    const link = await company.attack()
    const name = company.witness.id
    link.send(...times<Message>(2 * SIGNALS_AT_ONCE, (i) => ({ type: 'greeting', sealed: `${name}nonsense ${i}` })))
    const arrived = next<PeerEvent>(company.victim.room, 'peer-join')
    const newcomer = await WatchedPeer.join(company.namespace)
    await meet(company.victim, company.witness, newcomer)
    expect((await arrived).peerId).to.equal(newcomer.id)
    await newcomer.room.leave()
    await gone(company.victim.room, newcomer.id)
    // What it said in another's name is no offence of that one.
    company.forget()
  })

  it('by thanking early is not believed', async () => {
    const link = await company.attack()
    link.deafen()
    const [send] = company.victim.room.makeAction('gift')
    const sent = send(new Uint8Array(200_000), company.hostile.id)
    const { transfer } = await link.next('start')
    link.send({ type: 'done', transfer }, { type: 'credit', transfer, bytes: 100_000 }, { type: 'done', transfer })
    await link.absorbed()
    expect(await Promise.race([sent.then(() => 'sent'), Promise.resolve('not yet')])).to.equal('not yet')
    link.send({ type: 'credit', transfer, bytes: Number.MAX_SAFE_INTEGER })
    await until(link, 'change', () => total(link.of('chunk')) === 200_000)
    link.send({ type: 'done', transfer })
    await sent
  })

  it('by answering questions that were put to another is not heard', async () => {
    const link = await company.attack()
    const [ask] = company.victim.room.makeRequest('question')
    const [, answer] = company.witness.room.makeRequest('question')
    const asked = new Promise<(said: string) => void>((resolve) => {
      answer(() => new Promise<string>((reply) => resolve(reply)))
    })
    const answered = ask('?', company.witness.id)
    const reply = await asked
    const lie = json('a lie')
    link.send({ type: 'port', port: 5, kind: 2, name: 'question' })
    for (const [i, metadata] of [{ id: 1 }, { id: 1, failed: true }, { id: '__proto__' }, null].entries()) {
      link.send(start(i, { port: 5, binary: false, metadata: json(metadata), size: lie.byteLength, body: lie }))
    }
    await link.absorbed()
    reply('the truth')
    expect(await answered).to.equal('the truth')
  })
})

const total = (chunks: readonly { body: Uint8Array }[]): number =>
  chunks.reduce((sum, { body }) => sum + body.byteLength, 0)
