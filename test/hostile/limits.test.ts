import { expect } from '@open-wc/testing'
import {
  CHANNEL_BUFFER_BYTES,
  MAX_FRAME_BYTES,
  MAX_INCOMING_TRANSFERS,
  MAX_METADATA_BYTES,
  MAX_NAME_BYTES,
  MAX_OUTGOING_TRANSFERS,
  MAX_PIECE_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_SMALL_PIECES,
  MAX_UNHEARD_BYTES,
  MAX_UNHEARD_MESSAGES,
  MIN_MEAN_PIECE_BYTES,
  REFUSALS_AT_ONCE,
  REFUSALS_PER_SECOND,
  STREAM_WINDOW_BYTES,
  UNHEARD_TIMEOUT_MS,
} from '../../src/limits.ts'
import { rejectionOf } from '../src/rejection.ts'
import { closeFrames, gone, until } from '../support/peer.ts'
import { StoppedClock } from '../support/stopped-clock.ts'
import { Company } from './company.ts'
import { heard, json, port, start, times } from './frames.ts'
import type { Message, RawLink } from './hostile-peer.ts'

const KIB = 1_024

/** Whether a promise is settled, by now. */
const isSettled = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false))),
  ])

const creditOf = (link: RawLink, transfer: number): number =>
  link
    .of('credit')
    .filter((frame) => frame.transfer === transfer)
    .reduce((sum, { bytes }) => sum + bytes, 0)

const chunk = (transfer: number, size: number): Message => ({ type: 'chunk', transfer, body: new Uint8Array(size) })

describe('What a peer can make us hold', () => {
  const clock = new StoppedClock()
  let company: Company
  let received: [data: unknown, peerId: string][]

  beforeEach(async () => {
    company = await Company.gather({ prepare: (frame) => clock.stop(frame) })
    received = []
    company.victim.room.makeAction('heard')[1]((data, peerId) => received.push([data, peerId]))
  })

  afterEach(async () => {
    await company.expectUndisturbed()
    closeFrames()
  })

  it('is one payload of the largest size, or several smaller ones: the others wait', async () => {
    const link = await company.attack()
    const size = MAX_PAYLOAD_BYTES / 2
    link.send(heard, ...[1, 2, 3].map((transfer) => start(transfer, { size })))
    await link.absorbed()
    expect([1, 2, 3].map((transfer) => creditOf(link, transfer))).to.deep.equal([size, size, 0])
    // Another peer's payloads do not wait for it.
    const [send] = company.witness.room.makeAction('heard')
    await send(new Uint8Array(10 * MAX_FRAME_BYTES), company.victim.id)
    expect(received.map(([, peerId]) => peerId)).to.deep.equal([company.witness.id])
    link.send({ type: 'cancel', transfer: 1 })
    await link.absorbed()
    expect(creditOf(link, 3)).to.equal(size)
    // What it had announced is forgotten with it.
    const again = await company.attack()
    again.send(heard, start(1, { size: MAX_PAYLOAD_BYTES }))
    await again.absorbed()
    expect(creditOf(again, 1)).to.equal(MAX_PAYLOAD_BYTES)
  })

  it('is no payload above the largest size: whoever keeps announcing one is dropped', async () => {
    const link = await company.attack()
    const tooLarge = (count: number): Message[] => times(count, (i) => start(i, { size: MAX_PAYLOAD_BYTES + 1 }))
    link.send(heard, ...tooLarge(REFUSALS_AT_ONCE))
    await link.absorbed()
    expect(link.of('refuse').map(({ code }) => code)).to.deep.equal(times(REFUSALS_AT_ONCE, () => 'too-large'))
    clock.advance(1_000)
    link.send(...tooLarge(REFUSALS_PER_SECOND))
    await link.absorbed()
    expect(link.of('refuse')).to.have.lengthOf(REFUSALS_AT_ONCE + REFUSALS_PER_SECOND)
    expect(company.victim.room.getPeers()).to.include(company.hostile.id)
    link.send(...tooLarge(1))
    await company.expectDropped(/kept sending what was refused/)
  })

  it('is so many unfinished payloads: whoever goes on beginning more is dropped', async () => {
    const link = await company.attack()
    link.send(heard, ...times(MAX_INCOMING_TRANSFERS + 1, (transfer) => start(transfer, { size: 100 })))
    await link.absorbed()
    expect(link.of('credit')).to.have.lengthOf(MAX_INCOMING_TRANSFERS)
    expect(link.of('refuse')).to.deep.equal([{ type: 'refuse', transfer: MAX_INCOMING_TRANSFERS, code: 'busy' }])
    link.send(...times(5_000, (i) => start(1_000 + i, { size: 100 })))
    await company.expectDropped(/kept sending what was refused/)
  })

  it('counts a payload that we stopped until the peer knows', async () => {
    const { victim } = company
    victim.room.makeAction('heard')[1]((data) => void (data as unknown as ReadableStream).cancel(), { stream: true })
    const link = await company.attack()
    link.deafen()
    const size = 2 * STREAM_WINDOW_BYTES
    link.send(heard, ...times(MAX_INCOMING_TRANSFERS, (transfer) => start(transfer, { size })))
    await link.hears('refuse', MAX_INCOMING_TRANSFERS)
    // On its way when it was stopped, so no offence; but the number is taken.
    link.send(...times(MAX_INCOMING_TRANSFERS, (transfer) => chunk(transfer, 100)), start(1_000, { size }))
    await link.absorbed()
    expect(link.of('refuse').at(-1)).to.deep.equal({ type: 'refuse', transfer: 1_000, code: 'busy' })
    link.send({ type: 'cancel', transfer: 0 }, start(1_001, { size }))
    await link.absorbed()
    expect(link.of('credit').at(-1)?.transfer).to.equal(1_001)
    link.send(start(1, { size }))
    await company.expectDropped(/twice/)
  })

  it('is not more than what it sends, in however many pieces', async () => {
    const link = await company.attack()
    const size = 2 * MAX_SMALL_PIECES * MIN_MEAN_PIECE_BYTES
    link.send(heard, start(1, { size }))
    link.send(...times(MAX_SMALL_PIECES, () => chunk(1, 1)))
    await link.absorbed()
    expect(company.victim.room.getPeers()).to.include(company.hostile.id)
    link.send(...times(2, () => chunk(1, 1)))
    await company.expectDropped(/too many pieces/)
  })

  it('of what nobody listens to is so many messages', async () => {
    const link = await company.attack()
    const message = (transfer: number): Message => start(transfer, { port: 1, size: 1, body: new Uint8Array(1) })
    link.send(port(1, 'later'), ...times(MAX_UNHEARD_MESSAGES + 1, message))
    await link.absorbed()
    expect(link.of('done')).to.have.lengthOf(MAX_UNHEARD_MESSAGES)
    expect(link.of('refuse')).to.deep.equal([{ type: 'refuse', transfer: MAX_UNHEARD_MESSAGES, code: 'unheard' }])
    company.victim.room.makeAction('later')[1]((data, peerId) => received.push([data, peerId]))
    expect(received).to.have.lengthOf(MAX_UNHEARD_MESSAGES)
  })

  it('of what nobody listens to is kept for a while after it has left, not for ever', async () => {
    const delivered: string[] = []
    for (const [name, patience] of [
      ['soon', UNHEARD_TIMEOUT_MS - 1],
      ['late', UNHEARD_TIMEOUT_MS],
    ] as const) {
      const link = await company.attack()
      link.send(port(1, name), start(1, { port: 1, size: 1, body: new Uint8Array(1) }))
      await link.absorbed()
      await company.hostile.room.leave()
      await gone(company.victim.room, company.hostile.id)
      clock.advance(patience)
      company.victim.room.makeAction(name)[1](() => delivered.push(name))
    }
    expect(delivered).to.deep.equal(['soon'])
  })

  it('of what nobody listens to is so many bytes', async () => {
    const link = await company.attack()
    const size = 128 * KIB
    const body = new Uint8Array(size)
    const fit = MAX_UNHEARD_BYTES / size
    link.send(port(1, 'later'), ...times(fit + 1, (transfer) => start(transfer, { port: 1, size, body })))
    await link.absorbed()
    expect(link.of('done')).to.have.lengthOf(fit)
    expect(link.of('refuse')).to.deep.equal([{ type: 'refuse', transfer: fit, code: 'unheard' }])
  })

  it('of what nobody listens to and comes in pieces is nothing, and it does not wait for ever', async () => {
    const link = await company.attack()
    link.send(port(1, 'later'), port(2, 'never'))
    link.send(start(1, { port: 1, size: 9 * KIB }), start(2, { port: 2, size: 9 * KIB }))
    await link.absorbed()
    clock.advance(UNHEARD_TIMEOUT_MS - 1)
    await link.absorbed()
    expect([link.of('credit'), link.of('refuse')]).to.deep.equal([[], []])
    company.victim.room.makeAction('later')[1](() => undefined)
    clock.advance(1)
    await link.absorbed()
    expect(creditOf(link, 1)).to.equal(9 * KIB)
    expect(link.of('refuse')).to.deep.equal([{ type: 'refuse', transfer: 2, code: 'unheard' }])
  })

  it('of a stream that nobody reads is a window', async () => {
    const { victim, witness } = company
    const streamed = new Promise<ReadableStream<Uint8Array>>((resolve) => {
      victim.room.makeAction<Uint8Array>('streamed')[1]((data) => resolve(data), { stream: true })
    })
    const link = await company.attack()
    // A stream may be longer than any payload.
    link.send(port(1, 'streamed'), start(1, { port: 1, size: 2 * MAX_PAYLOAD_BYTES }))
    const reader = (await streamed).getReader()
    const pieces = STREAM_WINDOW_BYTES / (64 * KIB)
    link.send(...times(pieces, () => chunk(1, 64 * KIB)))
    await link.absorbed()
    expect(creditOf(link, 1)).to.equal(STREAM_WINDOW_BYTES)
    // What has been read may be sent again.
    for (let i = 0; i < pieces; i++) expect((await reader.read()).value).to.have.lengthOf(64 * KIB)
    await until(link, 'change', () => creditOf(link, 1) === 2 * STREAM_WINDOW_BYTES)
    link.send(chunk(1, STREAM_WINDOW_BYTES / 32))
    await reader.read()
    const left = gone(victim.room, company.hostile.id)
    await company.hostile.room.leave()
    await left
    expect(await rejectionOf(reader.read())).to.have.property('code', 'left')
    expect(witness.errors).to.deep.equal([])
  })

  it('of a stream keeps an honest sender waiting', async () => {
    const { victim, witness } = company
    const streamed = new Promise<ReadableStream<Uint8Array>>((resolve) => {
      victim.room.makeAction<Uint8Array>('streamed')[1]((data) => resolve(data), { stream: true })
    })
    const [send] = witness.room.makeAction('streamed')
    let fraction = 0
    const data = new Uint8Array(3 * STREAM_WINDOW_BYTES)
    const sent = send(data, victim.id, null, (progress) => (fraction = progress))
    const stream = await streamed
    await company.expectUndisturbed()
    expect(await isSettled(sent)).to.equal(false)
    expect(fraction).to.be.at.most(1 / 3)
    expect(await new Response(stream).arrayBuffer()).to.have.property('byteLength', data.byteLength)
    await sent
    expect(fraction).to.equal(1)
  })
})

describe('What we send to a peer', () => {
  let company: Company
  let link: RawLink

  beforeEach(async () => {
    company = await Company.gather()
    link = await company.attack()
    link.deafen()
  })

  afterEach(async () => {
    await company.expectUndisturbed()
    closeFrames()
  })

  it('is so many payloads at a time: the others wait here', async () => {
    const { victim, hostile } = company
    const [send] = victim.room.makeAction('gifts')
    const sends = times(MAX_OUTGOING_TRANSFERS + 2, () => send(new Uint8Array(2 * MAX_FRAME_BYTES), hostile.id))
    const results = Promise.allSettled(sends)
    await link.absorbed()
    expect(link.of('start')).to.have.lengthOf(MAX_OUTGOING_TRANSFERS)
    const [first] = link.of('start')
    link.send({ type: 'refuse', transfer: first?.transfer ?? 0, code: 'unheard' })
    await link.hears('start', MAX_OUTGOING_TRANSFERS + 1)
    expect(await rejectionOf(sends[0] ?? Promise.resolve())).to.have.property('name', 'SendError')
    // Small ones do not wait for the large ones.
    const small = send('small', hostile.id)
    const starts = await link.hears('start', MAX_OUTGOING_TRANSFERS + 2)
    link.send({ type: 'done', transfer: starts.at(-1)?.transfer ?? 0 })
    await small
    await hostile.room.leave()
    expect((await results).map(({ status }) => status)).to.deep.equal(sends.map(() => 'rejected'))
  })

  it('goes in frames of the largest size, and little of it waits in the channel', async () => {
    const { victim, hostile } = company
    const channel = victim.channelTo(hostile.id)
    let buffered = 0
    const send = channel.send.bind(channel) as (bytes: Uint8Array<ArrayBuffer>) => void
    Object.defineProperty(channel, 'send', {
      value: (bytes: Uint8Array<ArrayBuffer>) => {
        send(bytes)
        buffered = Math.max(buffered, channel.bufferedAmount)
      },
    })
    const size = 20 * MAX_FRAME_BYTES
    const sent = victim.room.makeAction('gift')[0](new Uint8Array(size), hostile.id)
    const { transfer } = await link.next('start')
    link.send({ type: 'credit', transfer, bytes: size })
    const received = (): number => link.of('chunk').reduce((sum, { body }) => sum + body.byteLength, 0)
    await until(link, 'change', () => received() === size)
    link.send({ type: 'done', transfer })
    await sent
    expect(Math.max(...link.sizes)).to.be.within(MAX_PIECE_BYTES, MAX_PIECE_BYTES + 48)
    expect(buffered).to.be.within(MAX_PIECE_BYTES, CHANNEL_BUFFER_BYTES + MAX_PIECE_BYTES + 48)
  })

  it('has metadata and names within their limits', async () => {
    const { victim, hostile } = company
    const [send] = victim.room.makeAction('x'.repeat(MAX_NAME_BYTES))
    const metadata = 'x'.repeat(MAX_METADATA_BYTES - 2)
    const sent = send('', hostile.id, metadata)
    const { transfer, metadata: bytes } = await link.next('start')
    expect(bytes).to.deep.equal(json(metadata))
    link.send({ type: 'done', transfer })
    await sent
    expect(await rejectionOf(send('', hostile.id, `${metadata}x`))).to.include({ name: 'ConfigError', key: 'metadata' })
    expect(() => victim.room.makeAction('x'.repeat(MAX_NAME_BYTES + 1))).to.throw(/name: /)
  })
})
