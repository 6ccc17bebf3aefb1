import { expect } from '@open-wc/testing'
import { ConfigError, SignalingError } from '../../src/errors.ts'
import { ipfs, type IpfsConfig } from '../../src/strategies/ipfs.ts'
import { hubAddresses, LocalHub, LocalStar } from '../support/local-ipfs.ts'
import { randomId, RecordingPlace, Visit } from '../support/meeting-place.ts'
import { PeerFrame } from '../support/peer-frame.ts'

// The strategy with real nodes of ipfs-core, each in a frame of its own, and real servers.

/** Nobody listens there. */
const DEAD = '/ip4/127.0.0.1/tcp/9/ws/p2p/12D3KooWKRyzVWW6ChFjQjK4miCty85Niy48tpPV95XdKu1BcvMA'

const config = (swarmAddresses: readonly string[]) => ({ appId: 'test', swarmAddresses })

const frames = new Set<PeerFrame>()
const open = new Set<Visit>()

/** A page: rooms that are joined in it share its node. */
async function openPage() {
  const frame = await PeerFrame.open()
  frames.add(frame)
  const strategy = await frame.import<typeof import('../../src/strategies/ipfs.ts')>('/src/strategies/ipfs.ts')
  return async (place: RecordingPlace, swarmAddresses: readonly string[]) => {
    const visit = new Visit(await strategy.ipfs(config(swarmAddresses), place))
    open.add(visit)
    return visit
  }
}

/** Joins in a page of its own. */
async function join(place: RecordingPlace, addresses: readonly string[]) {
  const joinInPage = await openPage()
  return joinInPage(place, addresses)
}

/** Who comes first is heard by nobody; the room answers greetings, so that one is enough. */
const oneHearsTheOther = (one: RecordingPlace, other: RecordingPlace) =>
  Promise.race([one.hears(other), other.hears(one)])

afterEach(async () => {
  await Promise.all([...open].map((visit) => visit.close()))
  open.clear()
  for (const frame of frames) frame.close()
  frames.clear()
})

describe('ipfs: config', () => {
  const wrong: [what: string, config: object, key: string][] = [
    ['neither address nor node', {}, 'swarmAddresses'],
    ['no address', { swarmAddresses: [] }, 'swarmAddresses'],
    ['an address instead of a list', { swarmAddresses: DEAD }, 'swarmAddresses'],
    ['a URL', { swarmAddresses: ['wss://hub.example.org'] }, 'swarmAddresses'],
    ['an address that does not say whose it is', { swarmAddresses: ['/ip4/127.0.0.1/tcp/9/ws'] }, 'swarmAddresses'],
    ['an address that a page cannot reach', { swarmAddresses: [DEAD.replace('/ws', '')] }, 'swarmAddresses'],
    ['a number among addresses', { swarmAddresses: [DEAD, 1] }, 'swarmAddresses'],
    ['a node that is none', { ipfs: 'node' }, 'ipfs'],
    ['a node without pubsub', { ipfs: { libp2p: {} } }, 'ipfs'],
    ['a node whose pubsub cannot publish', { ipfs: { pubsub: { subscribe: () => undefined } } }, 'ipfs'],
  ]
  for (const [what, keys, key] of wrong) {
    it(`refuses ${what} at once`, () => {
      const place = new RecordingPlace(randomId())
      expect(() => void ipfs({ appId: 'test', ...keys }, place))
        .to.throw(ConfigError)
        .with.property('key', key)
      expect(place.relays).to.deep.equal([])
    })
  }

  it('says how to come by an address', () => {
    expect(() => void ipfs({ appId: 'test' }, new RecordingPlace(randomId()))).to.throw(
      /start one of your own.*docs\/ipfs\.md/,
    )
  })

  it('takes every kind of address that it can reach', () => {
    const addresses: IpfsConfig['swarmAddresses'] = [
      DEAD,
      DEAD.replace('/ws/p2p', '/tls/ws/p2p'),
      DEAD.replace('/ip4/127.0.0.1', '/ip6/::1').replace('p2p', 'ipfs'),
      '/dns4/star.example.org/tcp/443/wss/p2p-webrtc-star',
    ]
    expect(() => void ipfs(config([...addresses, 'nonsense']), new RecordingPlace(randomId()))).to.throw(
      /not "nonsense"$/,
    )
  })
})

describe('ipfs: through a hub', () => {
  it('shows greetings to who is there and to who comes later', async () => {
    const topic = randomId()
    const addresses = await hubAddresses()
    const [early, late] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    await join(early, addresses)
    await early.relay('open')
    await join(late, addresses)
    await early.hears(late)
    early.forget()
    await late.relay('open')
    expect(late.greetings).not.to.include(late.selfId)
  })

  it('carries messages to their addressee only, large ones too', async () => {
    const topic = randomId()
    const addresses = await hubAddresses()
    const [a, b, c] = [new RecordingPlace(topic), new RecordingPlace(topic), new RecordingPlace(topic)]
    const [fromA, fromB] = await Promise.all([join(a, addresses), join(b, addresses), join(c, addresses)])
    await Promise.all([oneHearsTheOther(a, b), oneHearsTheOther(b, c), oneHearsTheOther(a, c)])
    const large = 'x'.repeat(60_000)
    await fromA.tell(b, large)
    await Promise.all([fromB.tell(c, 'to c'), fromB.tell(a, 'to a')])
    expect([a.signals, b.signals, c.signals]).to.deep.equal([['to a'], [large], ['to c']])
  })

  it('keeps rooms apart', async () => {
    const addresses = await hubAddresses()
    const [a, b] = [new RecordingPlace(randomId()), new RecordingPlace(randomId())]
    const witness = new RecordingPlace(await a.topic)
    const [fromA] = await Promise.all([join(a, addresses), join(b, addresses), join(witness, addresses)])
    await oneHearsTheOther(a, witness)
    fromA.send(b, 'to b')
    await fromA.tell(witness, 'to the witness')
    expect([b.greetings, b.signals]).to.deep.equal([[], []])
  })

  it('meets again at once after leaving', async () => {
    const topic = randomId()
    const addresses = await hubAddresses()
    const joinInPage = await openPage()
    const other = new RecordingPlace(topic)
    await join(other, addresses)
    const stays = new RecordingPlace(randomId())
    await joinInPage(stays, addresses)
    const first = new RecordingPlace(topic)
    const visit = await joinInPage(first, addresses)
    await other.hears(first)
    const left = visit.close()
    const second = new RecordingPlace(topic)
    const again = await joinInPage(second, addresses)
    await left
    await other.hears(second)
    await again.tell(other, 'again')
  })

  it('has one node for all rooms of a page, and stops it with the last', async () => {
    const hub = new LocalHub()
    const addresses = await hub.addresses()
    const joinInPage = await openPage()
    const [one, two] = [new RecordingPlace(randomId()), new RecordingPlace(randomId())]
    const first = await joinInPage(one, addresses)
    const second = await joinInPage(two, addresses)
    await Promise.all([one.relay('open'), two.relay('open')])
    await hub.until(({ peers, topics }) => peers === 1 && topics.length === 4)
    await first.close()
    await hub.until(({ peers, topics }) => peers === 1 && topics.length === 2)
    await second.close()
    await hub.until(({ peers, topics }) => peers === 0 && topics.length === 0)
  })

  it('says when the hub goes, and greets again by itself when it is back', async () => {
    const topic = randomId()
    const hub = new LocalHub()
    const addresses = await hub.addresses()
    const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    const [fromA] = await Promise.all([join(a, addresses), join(b, addresses)])
    await oneHearsTheOther(a, b)
    a.forget()
    b.forget()
    await hub.stop()
    const error = await a.relay('closed')
    expect(error).to.have.property('name', SignalingError.name)
    expect(error).to.have.property('url', addresses[0])
    await hub.start()
    await Promise.all([a.relay('open'), b.relay('open')])
    await oneHearsTheOther(a, b)
    await fromA.tell(b, 'after all')
  })

  it('reports who does not answer, and meets through the others', async () => {
    const topic = randomId()
    const addresses = [DEAD, ...(await hubAddresses())]
    const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    await Promise.all([join(a, addresses), join(b, addresses)])
    await oneHearsTheOther(a, b)
    const error = await a.relay('closed', DEAD)
    expect(error).to.have.property('message').that.contains(DEAD)
    await a.relay('open', addresses[1])
  })

  it('meets through a hub that comes later', async () => {
    const topic = randomId()
    const hub = new LocalHub()
    const addresses = await hub.addresses()
    await hub.stop()
    const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    await Promise.all([join(a, addresses), join(b, addresses)])
    await Promise.all([a.relay('closed'), b.relay('closed')])
    await hub.start()
    await Promise.all([a.relay('open'), b.relay('open')])
    await oneHearsTheOther(a, b)
  })
})

describe('ipfs: through a webrtc-star server', () => {
  it('meets without a hub, and survives the server', async () => {
    const topic = randomId()
    const star = new LocalStar()
    const addresses = await star.addresses()
    const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    const fromA = await join(a, addresses)
    await a.relay('open')
    await join(b, addresses)
    await Promise.all([a.hears(b), b.relay('open')])
    await star.stop()
    await a.relay('closed')
    await fromA.tell(b, 'without it')
  })

  it('finds who comes after the server was away', async () => {
    const topic = randomId()
    const star = new LocalStar()
    const addresses = await star.addresses()
    const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    await join(a, addresses)
    await a.relay('open')
    a.forget()
    await star.stop()
    await a.relay('closed')
    await star.start()
    await a.relay('open')
    await join(b, addresses)
    await a.hears(b)
  })
})
