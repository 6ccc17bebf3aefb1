import './promise-with-resolvers.js'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import { mplex } from '@libp2p/mplex'
import { createLibp2p } from 'libp2p'
import { floodsub } from 'libp2p3-floodsub'
import { webSockets } from 'libp2p3-websockets'
import { yamux } from 'libp2p3-yamux'

/** Only topics of rooms are passed on. */
const TOPIC_PREFIX = 'trystero/'

/** A hundred pages of one machine may come in the same second. libp2p's own limit is five. */
const MAX_CONNECTIONS = 1000

/**
 * A libp2p node that passes messages on between pages: those whose node is ipfs-core (which speaks mplex) and those
 * that bring a libp2p of today. It can be stopped and started again, as an outage would, and is the same node then.
 */
export class IpfsHub {
  #node
  /** @type {Set<string>} */
  #topics = new Set()

  /** @param {Awaited<ReturnType<typeof createNode>>} node */
  constructor(node) {
    this.#node = node
    const { pubsub } = node.services
    pubsub.addEventListener('subscription-change', ({ detail: { subscriptions } }) => {
      for (const { topic, subscribe } of subscriptions) {
        if (subscribe) this.#passOn(topic)
        else this.#forgetUnused(topic)
      }
    })
    node.addEventListener('peer:disconnect', () => {
      for (const topic of this.#topics) this.#forgetUnused(topic)
    })
  }

  /** The port that it listens on, at 127.0.0.1. */
  get port() {
    return Number(this.addresses[0]?.split('/')[4])
  }

  get peerId() {
    return String(this.#node.peerId)
  }

  /** What goes into `swarmAddresses`. Empty while it is stopped. */
  get addresses() {
    return this.#node.getMultiaddrs().map(String)
  }

  /** The topics that are passed on now. */
  get topics() {
    return [...this.#topics]
  }

  /** How many nodes are connected. */
  get peers() {
    return this.#node.getPeers().length
  }

  /** Drops all connections, and refuses new ones until it is started again. */
  async stop() {
    await this.#node.stop()
    this.#topics.clear()
  }

  async start() {
    await this.#node.start()
  }

  async close() {
    await this.stop()
  }

  /** @param {string} topic */
  #passOn(topic) {
    if (!topic.startsWith(TOPIC_PREFIX)) return
    this.#topics.add(topic)
    // A node gets only what it subscribes to, and passes on only what it gets.
    this.#node.services.pubsub.subscribe(topic)
  }

  /** @param {string} topic */
  #forgetUnused(topic) {
    const { pubsub } = this.#node.services
    if (!this.#topics.has(topic) || this.#node.status !== 'started' || pubsub.getSubscribers(topic).length > 0) return
    this.#topics.delete(topic)
    pubsub.unsubscribe(topic)
  }
}

/**
 * Starts a hub on this machine.
 *
 * @param {{ port?: number }} [options] 0, the default, for any free port
 */
export async function createIpfsHub({ port = 0 } = {}) {
  // It must find its own port again when it is started again.
  return new IpfsHub(await createNode(port === 0 ? await freePort() : port))
}

/** @param {number} port */
function createNode(port) {
  return createLibp2p({
    addresses: { listen: [`/ip4/127.0.0.1/tcp/${port}/ws`] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the one that every ipfs-core speaks
    streamMuxers: [yamux(), mplex()],
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      inboundConnectionThreshold: MAX_CONNECTIONS,
      maxIncomingPendingConnections: MAX_CONNECTIONS,
    },
    // Floodsub passes everything to every subscriber, which is what a hub is for, and nodes with gossipsub speak it as
    // well. Gossipsub would pass a topic to a dozen neighbours at most, and drop who leaves and comes back at once.
    services: { identify: identify(), pubsub: floodsub() },
  })
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
