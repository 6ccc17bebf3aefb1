import { expect } from '@open-wc/testing'
import fc from 'fast-check'
import { fromBase64, toBase64 } from '../../src/encoding.ts'
import { ID_LENGTH } from '../../src/identity.ts'
import { check } from '../src/check.ts'
import { closeFrames, gone, joined, meet, uniqueName } from '../support/peer.ts'
import { honestly, Medium, type Said } from './medium.ts'
import { RoomSecret, Stranger } from './stranger.ts'
import { WatchedPeer } from './watched-peer.ts'

/** Carries nothing at all. */
const silently = (): void => undefined

describe('A medium that lies', () => {
  let namespace: string
  let secret: RoomSecret
  let medium: Medium
  let peers: WatchedPeer[]

  beforeEach(async () => {
    namespace = uniqueName()
    secret = await RoomSecret.of(namespace)
    medium = new Medium()
    peers = []
  })

  afterEach(() => {
    for (const peer of peers) peer.expectUnharmed()
    closeFrames()
  })

  async function join(on = medium, room = namespace): Promise<WatchedPeer> {
    const peer = await WatchedPeer.join(room, { strategy: on.strategy })
    peers.push(peer)
    return peer
  }

  /** Says things again, to whom they were said and to everybody, and waits until they have been dealt with. */
  async function replay(past: readonly Said[], to: readonly WatchedPeer[]): Promise<void> {
    for (const { from, sealed } of past) {
      medium.deliver({ from, sealed })
      for (const { id } of to) medium.deliver({ from, to: id, sealed })
    }
    await Promise.all(to.map((peer) => peer.digested()))
  }

  it('gains nothing by saying everything again', async () => {
    const [ada, ben] = [await join(), await join()]
    await meet(ada, ben)
    const connections = [ada.connections, ben.connections]
    const link = ada.room.getConnection(ben.id)
    await replay([...medium.said], [ada, ben])
    expect([ada.connections, ben.connections]).to.deep.equal(connections)
    expect(ada.room.getConnection(ben.id)).to.equal(link)
    expect(await ada.room.ping(ben.id)).to.be.a('number')
    for (const peer of [ada, ben]) expect([peer.joins.length, peer.leaves, peer.errors]).to.deep.equal([1, [], []])
  })

  it('cannot bring back who has left by what was said in that joining', async () => {
    const [ada, ben] = [await join(), await join()]
    await meet(ada, ben)
    const past = [...medium.said]
    const left = gone(ben.room, ada.id)
    await ada.room.leave()
    await left
    const { connections } = ben
    await replay(past, [ben])
    expect(ben.connections).to.equal(connections)
    // Somebody who never saw the first joining tries, in vain.
    const cyd = await join()
    await meet(ben, cyd)
    await replay(past, [ben, cyd])
    expect(ben.room.getPeers()).to.deep.equal([cyd.id])
    expect(cyd.room.getPeers()).to.deep.equal([ben.id])
  })

  it('cannot pass an earlier joining off as the present one', async () => {
    const [ada, ben] = [await join(), await join()]
    await meet(ada, ben)
    const past = [...medium.said]
    const left = gone(ben.room, ada.id)
    await ada.room.leave()
    await left
    const { createJoinRoom } = await ada.frame.import<typeof import('../../src/core.ts')>('/src/core.ts')
    const room = createJoinRoom(medium.strategy)({ appId: 'test' }, namespace)
    // Neither while they meet anew, nor after that.
    await replay(past, [ada, ben])
    await Promise.all([joined(room, ben.id), joined(ben.room, ada.id)])
    const links = [ada.connections, ben.connections]
    await replay(past, [ada, ben])
    expect([ada.connections, ben.connections]).to.deep.equal(links)
    expect(room.getPeers()).to.deep.equal([ben.id])
    expect(await ben.room.ping(ada.id)).to.be.a('number')
    expect(ben.errors).to.deep.equal([])
  })

  it('cannot make a peer meet itself, or take up what was meant for another', async () => {
    medium.carry = silently
    const [ada, ben, cyd] = [await join(), await join(), await join()]
    const greeting = await medium.saidBy(ada.id)
    medium.deliver(greeting)
    const offer = await medium.saidBy(ben.id, ada.id)
    const { connections } = cyd
    medium.deliver({ from: 'x', to: ada.id, sealed: greeting.sealed })
    medium.deliver({ from: 'x', to: ben.id, sealed: offer.sealed })
    // Sealed for Ada: Cyd can read it as everybody in the room can, and leaves it alone.
    medium.deliver({ ...offer, to: cyd.id })
    await Promise.all(peers.map((peer) => peer.digested()))
    expect(ada.connections).to.equal(0)
    expect(cyd.connections).to.equal(connections)
    for (const peer of peers) expect([peer.joins, peer.errors]).to.deep.equal([[], []])
  })

  it('cannot alter a bit of what it carries', async () => {
    medium.carry = silently
    const [ada, ben] = [await join(), await join()]
    const greeting = await medium.saidBy(ben.id)
    medium.deliver(await medium.saidBy(ada.id))
    const offer = await medium.saidBy(ben.id, ada.id)
    const whole = fromBase64(greeting.sealed.slice(ID_LENGTH)).byteLength * 8
    const altered = fc.record({ said: fc.constantFrom(greeting, offer), bit: fc.nat(whole - 1) })
    await check(
      200,
      fc.asyncProperty(altered, async ({ said, bit }) => {
        const bytes = fromBase64(said.sealed.slice(ID_LENGTH))
        bytes.set([(bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3)
        medium.deliver({ from: ben.id, to: ada.id, sealed: ben.id + toBase64(bytes) })
        await ada.digested()
        expect(ada.connections).to.equal(0)
      }),
    )
    // It is said once that there is something from Ben that cannot be read.
    expect(ada.errors.map(({ name, code }) => [name, code])).to.deep.equal([['PeerError', 'unreadable']])
    medium.deliver({ ...greeting, to: ada.id })
    await ada.digested()
    expect(ada.connections, 'the true one is taken').to.equal(1)
  })

  it('cannot cut short or lengthen what it carries, or turn it into something else', async () => {
    medium.carry = silently
    const [ada, ben] = [await join(), await join()]
    const { sealed } = await medium.saidBy(ben.id)
    const wrong = fc.oneof(
      fc.nat(sealed.length - 1).map((length) => sealed.slice(0, length)),
      fc.string({ minLength: 2 }).map((more) => sealed + more),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((text) => ben.id + text),
    )
    await check(
      200,
      fc.asyncProperty(wrong, async (text) => {
        medium.deliver({ from: ben.id, to: ada.id, sealed: text })
        medium.deliver({ from: ben.id, sealed: text })
        await ada.digested()
      }),
    )
    expect(ada.connections).to.equal(0)
    expect(ada.errors.map(({ code }) => code)).to.deep.equal(['unreadable'])
  })

  it("cannot show one room's signals in another, nor one peer's as another's", async () => {
    const elsewhere = new Medium(silently)
    medium.carry = silently
    const [ada, ben] = [await join(), await join()]
    const { sealed } = await medium.saidBy(ben.id)
    const dan = await join(elsewhere, uniqueName())
    elsewhere.deliver({ from: ben.id, sealed })
    await dan.digested()
    expect(dan.connections).to.equal(0)
    expect(dan.errors.map((error) => error.code)).to.deep.equal(['unreadable'])
    const { id: nobody } = await Stranger.make()
    medium.deliver({ from: 'x', sealed: nobody + sealed.slice(ID_LENGTH) })
    await ada.digested()
    expect(ada.connections).to.equal(0)
    await ada.reported('unreadable', nobody)
  })

  it('cannot speak in the name of another, even with the key of the room', async () => {
    const mallory = await Stranger.make()
    const [ada, ben] = [await join(), await join()]
    await meet(ada, ben)
    const { connections } = ada
    const link = ada.room.getConnection(ben.id)
    const theirs = await secret.open((await medium.saidBy(ben.id)).sealed)
    const later = { kind: 'hello', epoch: 99 }
    const forgeries = [
      await mallory.say(secret, later, ben.id),
      // With Ben's key beside a signature by another, and beside his own of something else.
      await secret.seal(ben.id, {
        ...(await secret.open(await mallory.say(secret, later))),
        publicKey: theirs.publicKey,
      }),
      await secret.seal(ben.id, { ...theirs, body: JSON.stringify(later) }),
      // Ben's greeting as it is, as Mallory's.
      await secret.seal(mallory.id, theirs),
      // A signature that ends early.
      await secret.seal(ben.id, { ...theirs, signature: new Uint8Array(), body: '' }),
    ]
    for (const sealed of forgeries) medium.deliver({ from: 'x', sealed })
    await ada.digested()
    expect(ada.connections).to.equal(connections)
    expect(ada.room.getConnection(ben.id)).to.equal(link)
    const reported = ada.errors.map((error) => [error.name, error.code, Reflect.get(error, 'peerId') as unknown])
    expect(reported).to.have.deep.members([
      ['ProtocolError', 'forged', ben.id],
      ['ProtocolError', 'forged', mallory.id],
    ])
    expect(await ada.room.ping(ben.id)).to.be.a('number')
  })

  it('says nothing by signing nonsense', async () => {
    const mallory = await Stranger.make()
    const ada = await join()
    const hello = { kind: 'hello', epoch: 1 }
    const setup = { kind: 'offer', epoch: 1, to: ada.id, toEpoch: 1, link: 1, clock: 1, sdp: 'v=0', candidates: [] }
    const nonsense = [
      null,
      [],
      7,
      { ...hello, kind: '__proto__' },
      { ...hello, epoch: 1.5 },
      { ...setup, link: -0.1 },
      { ...setup, to: {} },
      { ...setup, sdp: 1 },
      { ...setup, clock: 2 ** 60 },
      { ...setup, candidates: [{ candidate: 1 }] },
      { ...setup, candidates: { length: 1 } },
      JSON.parse('{"__proto__": {"kind": "hello", "epoch": 1}}') as unknown,
    ]
    for (const signal of nonsense) medium.deliver({ from: 'x', sealed: await mallory.say(secret, signal) })
    await ada.digested()
    expect([ada.opened, ada.connections, ada.errors]).to.deep.equal([nonsense.length, 0, []])
  })

  it('cannot put itself in between: a description with another fingerprint is refused', async () => {
    const mallory = await Stranger.make()
    const fingerprint = await fingerprintOf(new RTCPeerConnection())
    const inBetween: Promise<void>[] = []
    medium.carry = (said, deliver) => {
      if (said.to === undefined) return deliver(said)
      const forge = async (): Promise<void> => {
        const opened = await secret.open(said.sealed)
        const body = opened.body.replace(/(?<=a=fingerprint:sha-256 )[0-9A-F:]+/g, fingerprint)
        deliver({ ...said, sealed: await secret.seal(said.from, { ...opened, body }) })
        deliver({ ...said, sealed: await mallory.say(secret, JSON.parse(body), said.from) })
      }
      inBetween.push(forge())
    }
    const [ada, ben] = [await join(), await join()]
    await ada.reported('forged', ben.id)
    await ben.reported('forged', ada.id)
    await Promise.all([...inBetween, ada.digested(), ben.digested()])
    expect([ada.joins, ben.joins]).to.deep.equal([[], []])
    // Reported once, however often it tries, and in nobody's way once the medium is true.
    expect([ada.errors.length, ben.errors.length]).to.deep.equal([1, 1])
    medium.carry = honestly
    await meet(ada, ben)
  })

  it('cannot answer in the name of a peer whose greeting it has stolen', async () => {
    const mallory = await Stranger.make()
    medium.carry = silently
    const [ada, ben] = [await join(), await join()]
    const greeting = await medium.saidBy(ben.id)
    await ben.room.leave()
    medium.deliver(greeting)
    const offer = JSON.parse((await secret.open((await medium.saidBy(ada.id, ben.id)).sealed)).body) as Record<
      string,
      unknown
    >
    const connection = new RTCPeerConnection()
    await connection.setRemoteDescription({ type: 'offer', sdp: String(offer.sdp) })
    await connection.setLocalDescription()
    const answer = { ...offer, kind: 'answer', epoch: 1, to: ada.id, toEpoch: offer.epoch }
    const sdp = connection.localDescription?.sdp
    medium.deliver({ from: 'x', to: ada.id, sealed: await mallory.say(secret, { ...answer, sdp }, ben.id) })
    await ada.reported('forged', ben.id)
    await ada.digested()
    expect(connection.connectionState).to.equal('new')
    expect(ada.joins).to.deep.equal([])
    connection.close()
  })
})

async function fingerprintOf(connection: RTCPeerConnection): Promise<string> {
  connection.createDataChannel('')
  const { sdp } = await connection.createOffer()
  connection.close()
  return /a=fingerprint:sha-256 ([0-9A-F:]+)/.exec(sdp ?? '')?.[1] ?? expect.fail('an offer has a fingerprint')
}
