import { expect } from '@open-wc/testing'
import { ipfs, type PubsubNode } from '../../src/strategies/ipfs.ts'
import { hubAddresses, LocalHub } from '../support/local-ipfs.ts'
import { createNode, type Node } from '../support/libp2p-node.ts'
import { randomId, RecordingPlace, Visit } from '../support/meeting-place.ts'

// The strategy with nodes that the page brings: libp2p of today with gossipsub, as it is and behind other faces.

const open = new Set<Visit>()
const nodes = new Set<Node>()

/** A node that has reached these addresses. */
async function openNode(addresses: readonly string[]): Promise<Node> {
  const node = await createNode(addresses)
  nodes.add(node)
  return node
}

async function join(place: RecordingPlace, node: PubsubNode): Promise<Visit> {
  const visit = new Visit(await ipfs({ appId: 'test', ipfs: node }, place))
  open.add(visit)
  return visit
}

/** Resolves once a neighbour takes what is published under a topic. */
async function carried(pubsub: Node['services']['pubsub'], topic: string): Promise<void> {
  while (pubsub.getSubscribers(topic).length === 0) {
    await new Promise((resolve) => pubsub.addEventListener('subscription-change', resolve, { once: true }))
  }
}

/** Two that meet through two nodes, and talk. */
async function meet(one: PubsubNode, other: PubsubNode): Promise<void> {
  const topic = randomId()
  const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
  const fromA = await join(a, one)
  const fromB = await join(b, other)
  await a.hears(b)
  await fromA.tell(b, 'to b')
  await fromB.tell(a, 'to a')
  expect([a.signals, b.signals]).to.deep.equal([['to a'], ['to b']])
}

/** A node as ipfs-core and the Kubo client show it: what one publishes comes back. */
function ipfsStyle({ services: { pubsub } }: Node) {
  const listeners = new Map<unknown, (event: Event) => void>()
  return {
    pubsub: {
      subscribe(topic: string, handler: (message: unknown) => void) {
        const listener = (event: Event) => {
          const { detail } = event as CustomEvent<{ topic: string }>
          if (detail.topic === topic) handler(detail)
        }
        listeners.set(handler, listener)
        pubsub.addEventListener('message', listener)
        pubsub.subscribe(topic)
        return Promise.resolve()
      },
      unsubscribe(topic: string, handler: (message: unknown) => void) {
        const listener = listeners.get(handler)
        if (listener) pubsub.removeEventListener('message', listener)
        listeners.delete(handler)
        pubsub.unsubscribe(topic)
        return Promise.resolve()
      },
      async publish(topic: string, data: Uint8Array) {
        const echo = new CustomEvent('message', { detail: { topic, data } })
        for (const listener of listeners.values()) listener(echo)
        await pubsub.publish(topic, data)
      },
    },
  }
}

afterEach(async () => {
  await Promise.all([...open].map((visit) => visit.close()))
  open.clear()
  for (const node of nodes) await node.stop()
  nodes.clear()
})

describe('ipfs: through a node that is given', () => {
  it('meets through libp2p', async () => {
    const addresses = await hubAddresses()
    await meet(await openNode(addresses), await openNode(addresses))
  })

  it('meets through Helia, which has a libp2p node', async () => {
    const addresses = await hubAddresses()
    await meet({ libp2p: await openNode(addresses) }, await openNode(addresses))
  })

  it('meets through an IPFS node', async () => {
    const addresses = await hubAddresses()
    const [one, other] = [await openNode(addresses), await openNode(addresses)]
    await meet(ipfsStyle(one), ipfsStyle(other))
    await meet(ipfsStyle(one), other)
  })

  it('meets those whose node was made for them', async () => {
    const topic = randomId()
    const addresses = await hubAddresses()
    const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    const made = new Visit(await ipfs({ appId: 'test', swarmAddresses: addresses }, a))
    open.add(made)
    await a.relay('open')
    const given = await join(b, await openNode(addresses))
    await a.hears(b)
    await made.tell(b, 'to today')
    await given.tell(a, 'to then')
  })

  it('meets those who have left and joined again at once', async () => {
    const topic = randomId()
    const addresses = await hubAddresses()
    const node = await openNode(addresses)
    const a = new RecordingPlace(topic)
    const fromA = await join(a, await openNode(addresses))
    const first = new RecordingPlace(topic)
    const visit = await join(first, node)
    await a.hears(first)
    const second = new RecordingPlace(topic)
    const again = await join(second, node)
    await visit.close()
    await a.hears(second)
    await fromA.tell(second, 'welcome back')
    await again.tell(a, 'thanks')
  })

  it('leaves the node running, without its topics', async () => {
    const hub = new LocalHub()
    const node = await openNode(await hub.addresses())
    const place = new RecordingPlace(randomId())
    const visit = await join(place, node)
    expect(await place.relay('open', `/p2p/${String(node.peerId)}`)).to.equal(undefined)
    expect(node.services.pubsub.getTopics()).to.have.lengthOf(2)
    await visit.close()
    expect(node.services.pubsub.getTopics()).to.deep.equal([])
    expect(node.status).to.equal('started')
  })

  it('ignores what others publish under its topics', async () => {
    const topic = randomId()
    const addresses = await hubAddresses()
    const [a, b] = [new RecordingPlace(topic), new RecordingPlace(topic)]
    await join(a, await openNode(addresses))
    const fromB = await join(b, await openNode(addresses))
    await a.hears(b)
    a.forget()
    const { pubsub } = (await openNode(addresses)).services
    const foreign = [new Uint8Array(), new Uint8Array([255, 0, 254]), new TextEncoder().encode('no line end')]
    await carried(pubsub, `trystero/${topic}`)
    for (const data of foreign) await pubsub.publish(`trystero/${topic}`, data)
    await pubsub.publish(`trystero/${topic}`, new TextEncoder().encode(`${randomId()}\nto somebody else`))
    await fromB.tell(a, 'known')
    expect([a.greetings.filter((id) => id !== b.selfId), a.signals]).to.deep.equal([[], ['known']])
  })

  it('says why a node that is stopped cannot be used', async () => {
    const node = await openNode([])
    await node.stop()
    const place = new RecordingPlace(randomId())
    const error = await join(place, node).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).to.have.property('code', 'signaling')
    await place.relay('closed')
  })
})
