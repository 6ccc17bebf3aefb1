import { expect } from '@open-wc/testing'
import type { Admit, Exchange, Json } from '../../src/core.ts'
import { closeFrames, gone, joinByMemory, joined, meet, uniqueName } from '../support/peer.ts'
import { nextData } from './messages.ts'
import { nextError } from './next-error.ts'
import { rejectionOf } from './rejection.ts'

/** Two peers of whom the first has both of their `admit`, not awaited. */
async function pair(ofOne?: Admit, ofTwo?: Admit, admitTimeout?: number) {
  const name = uniqueName()
  const timeout = admitTimeout === undefined ? {} : { admitTimeout }
  const [one, two] = await Promise.all([
    joinByMemory(name, { ...timeout, ...(ofOne && { admit: ofOne }) }),
    joinByMemory(name, { ...timeout, ...(ofTwo && { admit: ofTwo }) }),
  ])
  return { name, one, two }
}

/** An `admit` that waits for the test to decide. */
function decision() {
  let decide = (_isAdmitted: boolean): void => undefined
  let ask = (_peerId: string): void => undefined
  const asked = new Promise<string>((resolve) => (ask = resolve))
  const decided = new Promise<boolean>((resolve) => (decide = resolve))
  const admit: Admit = (peerId) => {
    ask(peerId)
    return decided
  }
  return { admit, asked, decide }
}

describe('admit', () => {
  afterEach(closeFrames)

  it('lets peers join when both sides say yes', async () => {
    const asked: string[] = []
    const { one, two } = await pair(
      (peerId) => asked.push(peerId) > 0,
      async (peerId) => asked.push(peerId) > 0,
    )
    await meet(one, two)
    expect(asked).to.have.members([one.id, two.id])
  })

  it('keeps peers apart when either side says no, and tells both', async () => {
    const { one, two } = await pair(
      () => false,
      () => true,
    )
    const [ofOne, ofTwo] = await Promise.all([nextError(one.room), nextError(two.room)])
    expect(ofOne).to.include({ name: 'PeerError', code: 'denied', peerId: two.id })
    expect(ofTwo).to.include({ name: 'PeerError', code: 'denied', peerId: one.id })
    expect([...one.room.getPeers(), ...two.room.getPeers()]).to.deep.equal([])
  })

  for (const [what, admit] of [
    [
      'throws',
      (): boolean => {
        throw new Error('no')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ] as const) {
    it(`counts as a no when it ${what}`, async () => {
      const { one, two } = await pair(admit)
      const errors = await Promise.all([nextError(one.room), nextError(two.room)])
      expect(errors.map(({ code }) => code)).to.deep.equal(['denied', 'denied'])
    })
  }

  it('counts as a no when it takes longer than admitTimeout', async () => {
    const { one, two } = await pair(() => new Promise<never>(() => undefined), undefined, 50)
    const errors = await Promise.all([nextError(one.room), nextError(two.room)])
    expect(errors.map(({ code }) => code)).to.deep.equal(['denied', 'denied'])
  })

  it('waits, whatever the browser finds out about the network meanwhile', async () => {
    const [ofOne, ofTwo] = [decision(), decision()]
    const { one, two } = await pair(ofOne.admit, ofTwo.admit)
    const errors: string[] = []
    one.room.addEventListener('error', ({ error }) => errors.push(error.code))
    const { RTCPeerConnection, RTCPeerConnectionIceEvent, RTCIceCandidate } = two.frame.window
    const connections: RTCPeerConnection[] = []
    const createDataChannel = Reflect.get(RTCPeerConnection.prototype, 'createDataChannel')
    RTCPeerConnection.prototype.createDataChannel = function (...args) {
      connections.push(this)
      return createDataChannel.apply(this, args)
    }
    await Promise.all([ofOne.asked, ofTwo.asked])
    const candidate = new RTCIceCandidate({ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' })
    connections.at(-1)?.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', { candidate }))
    ofTwo.decide(true)
    ofOne.decide(true)
    await meet(one, two)
    expect(errors).to.deep.equal([])
  })

  it('lets nothing be heard or sent before it has resolved', async () => {
    const { admit, asked, decide } = decision()
    const { one, two } = await pair(admit)
    const told: string[] = []
    for (const { room } of [one, two]) {
      room.onPeerJoin((peerId) => told.push(peerId))
      room.makeAction('say')[1]((data) => told.push(JSON.stringify(data)))
    }
    expect(await asked).to.equal(two.id)
    for (const [{ room }, other] of [
      [one, two],
      [two, one],
    ] as const) {
      expect(room.getPeers()).to.deep.equal([])
      const [send] = room.makeAction('say')
      await send('too early')
      expect(await rejectionOf(send('too early', other.id))).to.deep.include({ name: 'SendError', peerIds: [other.id] })
      expect(await rejectionOf(room.ping(other.id))).to.include({ code: 'left' })
      expect(room.getConnection(other.id)).to.equal(undefined)
    }
    expect(told).to.deep.equal([])
    decide(true)
    await meet(one, two)
    const heard = nextData(two.room, 'say')
    await one.room.makeAction('say')[0]('in time')
    expect(await heard).to.equal('in time')
    expect(told).to.have.members([one.id, two.id])
  })

  it('may exchange values first', async () => {
    const said: Json[] = []
    const question: Admit = async (_peerId, exchange) => {
      await exchange.send({ question: 6 })
      const answer = await exchange.receive()
      said.push(answer)
      await exchange.send(['and', null])
      return answer === 36
    }
    const answer: Admit = async (_peerId, exchange) => {
      const asked = (await exchange.receive()) as { question: number }
      await exchange.send(asked.question ** 2)
      said.push(await exchange.receive())
      return true
    }
    const { one, two } = await pair(question, answer)
    await meet(one, two)
    expect(said).to.deep.equal([36, ['and', null]])
  })

  it('turns away who gives a wrong answer', async () => {
    const question: Admit = async (_peerId, exchange) => (await exchange.receive()) === 'right'
    const answer: Admit = async (_peerId, exchange) => {
      await exchange.send('wrong')
      return true
    }
    const { one, two } = await pair(question, answer)
    const errors = await Promise.all([nextError(one.room), nextError(two.room)])
    expect(errors.map(({ code }) => code)).to.deep.equal(['denied', 'denied'])
  })

  it('says no to what cannot be exchanged', async () => {
    const errors: unknown[] = []
    const wrong: Admit = async (_peerId, exchange) => {
      for (const value of [undefined, 1n, 'x'.repeat(20_000)]) {
        errors.push(await rejectionOf(exchange.send(value as Json)))
      }
      return true
    }
    const { one, two } = await pair(wrong)
    await meet(one, two)
    expect(errors).to.have.lengthOf(3)
    for (const error of errors) expect(error).to.include({ name: 'ConfigError', key: 'exchange' })
  })

  it('hears no more of a peer that leaves in between', async () => {
    const kept: Exchange[] = []
    let reason = (_error: unknown): void => undefined
    const rejected = new Promise((resolve) => (reason = resolve))
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const waiting: Admit = async (_peerId, exchange) => {
      kept.push(exchange)
      const receiving = rejectionOf(exchange.receive())
      begin()
      reason(await receiving)
      return true
    }
    const { one, two } = await pair(waiting)
    await begun
    await two.room.leave()
    expect(await rejected).to.include({ name: 'PeerError', peerId: two.id })
    expect(await rejectionOf(Promise.resolve(kept[0]?.send('too late')))).to.be.an('error')
    expect(one.room.getPeers()).to.deep.equal([])
  })

  it('is asked once for each joining of a peer, and again when it comes back', async () => {
    const asked: string[] = []
    const admit: Admit = (peerId) => asked.push(peerId) > 0
    const { name, one, two } = await pair(admit)
    await meet(one, two)
    await Promise.all([two.room.leave(), gone(one.room, two.id)])
    const three = await joinByMemory(name)
    await joined(one.room, three.id)
    expect(asked).to.deep.equal([two.id, three.id])
  })
})
