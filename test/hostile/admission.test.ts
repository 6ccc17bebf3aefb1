import { expect } from '@open-wc/testing'
import { JOIN_TIMEOUT_MS, MAX_EXCHANGE_BYTES, MAX_EXCHANGE_MESSAGES } from '../../src/limits.ts'
import type { Exchange } from '../../src/core.ts'
import { rejectionOf } from '../src/rejection.ts'
import { closeFrames, until } from '../support/peer.ts'
import { StoppedClock } from '../support/stopped-clock.ts'
import { Company } from './company.ts'
import { heard, start, times } from './frames.ts'
import type { Message, RawLink } from './hostile-peer.ts'

const exchange = (value: unknown): Message => ({ type: 'exchange', json: JSON.stringify(value) })

/** What is said while a peer is being admitted, and why nobody says it. */
const OFFENCES: Record<string, [messages: Message[], why: RegExp]> = {
  'a value that is not JSON': [[{ type: 'exchange', json: '{' }], /broke the protocol/],
  'a value above the limit': [[exchange('x'.repeat(MAX_EXCHANGE_BYTES - 1))], /said too much/],
  'more values than the limit': [times(MAX_EXCHANGE_MESSAGES + 1, exchange), /said too much/],
  'a payload': [[heard, start(1, { size: 1, body: new Uint8Array(1) })], /before it had joined/],
  'a notice of media': [[{ type: 'media', json: '{"stream": "s"}' }], /before it had joined/],
  'a negotiation': [[{ type: 'negotiation', json: '{"type": "renegotiate"}' }], /before it had joined/],
  'a greeting': [[{ type: 'greeting', sealed: 'x' }], /before it had joined/],
}

describe('A peer that is being admitted', () => {
  const clock = new StoppedClock()
  let company: Company
  let suspect: string
  /** The victim's side of the conversation with the suspect, and how it ends. */
  let exchanging: Promise<Exchange>
  let decide: (isAdmitted: boolean) => void
  let received: unknown[]

  beforeEach(async () => {
    suspect = ''
    received = []
    const decision = new Promise<boolean>((resolve) => {
      decide = resolve
    })
    let begin: (exchange: Exchange) => void
    exchanging = new Promise((resolve) => {
      begin = resolve
    })
    const admit = (peerId: string, exchange: Exchange): boolean | Promise<boolean> => {
      if (peerId !== suspect) return true
      begin(exchange)
      return decision
    }
    // As long as the test takes: its clock stands still.
    const config = { admit, admitTimeout: 60_000 }
    company = await Company.gather({ config, prepare: (frame) => clock.stop(frame) })
    company.victim.room.makeAction('heard')[1]((data) => received.push(data))
  })

  afterEach(async () => {
    await company.expectUndisturbed()
    expect(received).to.deep.equal([])
    closeFrames()
  })

  /** Connects the suspect with the victim; its end of that link, on which it will not join by itself. */
  async function connect(): Promise<RawLink> {
    const { hostile } = company
    suspect = hostile.id
    await hostile.enter({ instead: (frame) => (frame.type === 'join' ? [] : [frame]) })
    const exchange = await exchanging
    await exchange.send('Who are you?')
    const find = (): RawLink | undefined => hostile.links.find((link) => link.of('exchange').length > 0)
    await until(hostile, 'change', () => find() !== undefined)
    return find() ?? expect.fail('it is asked')
  }

  for (const [offence, [messages, why]] of Object.entries(OFFENCES)) {
    it(`is dropped for ${offence}`, async () => {
      const link = await connect()
      link.send(...messages)
      await company.expectDropped(why)
      decide(true)
      await link.closed()
      expect(company.victim.joins).not.to.include(company.hostile.id)
    })
  }

  it('is dropped when it never joins', async () => {
    const link = await connect()
    decide(true)
    await link.next('join')
    clock.advance(JOIN_TIMEOUT_MS)
    await company.victim.reported('denied', company.hostile.id)
    await link.closed()
    expect(company.victim.joins).not.to.include(company.hostile.id)
  })

  it('is heard up to the limit', async () => {
    const link = await connect()
    const values = times(MAX_EXCHANGE_MESSAGES - 1, (i): unknown => ({ i }))
    values.push('x'.repeat(MAX_EXCHANGE_BYTES - 2))
    link.send(...values.map(exchange))
    await link.absorbed()
    const asked = await exchanging
    for (const value of values) expect(await asked.receive()).to.deep.equal(value)
    expect(await rejectionOf(asked.send('x'.repeat(MAX_EXCHANGE_BYTES - 1)))).to.have.property('name', 'ConfigError')
    const waiting = rejectionOf(asked.receive())
    decide(false)
    await company.victim.reported('denied', company.hostile.id)
    expect(await waiting).to.be.an('error')
    expect(await rejectionOf(asked.receive())).to.be.an('error')
    expect(await rejectionOf(asked.send(1))).to.be.an('error')
  })
})
