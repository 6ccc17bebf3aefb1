/**
 * A node as one can be given: an IPFS node with `pubsub`, a libp2p node with `pubsub` among its `services`, or one that
 * has such a libp2p node, like Helia. What is inside is checked when a room is joined.
 */
export type PubsubNode = { readonly pubsub: object } | { readonly services: object } | { readonly libp2p: object }

/** What a room needs of a pubsub node. */
export interface Pubsub {
  /** Names the node to people. */
  readonly name: string
  /** Takes what arrives under a topic until it is told to stop. Rejects when the node does not run. */
  subscribe(topic: string, onMessage: (data: Uint8Array) => void): Promise<() => Promise<void>>
  /** Publishes, best effort. */
  publish(topic: string, data: Uint8Array): void
  /** Whether a neighbour takes messages for the topic. False where the node cannot say. */
  carries(topic: string): boolean
  /** Calls back when a neighbour begins to take messages for a topic. Never where the node cannot say. */
  onCarrier(callback: (topic: string) => void): () => void
}

/** As libp2p's `PubSub`, of every version. */
export interface Libp2pPubsub {
  addEventListener(type: string, listener: (event: Event) => void): void
  removeEventListener(type: string, listener: (event: Event) => void): void
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  publish(topic: string, data: Uint8Array): unknown
  getSubscribers(topic: string): readonly unknown[]
}

/** As ipfs-core's and the Kubo client's `pubsub`. */
interface IpfsPubsub {
  subscribe(topic: string, handler: (message: unknown) => void): Promise<unknown>
  unsubscribe(topic: string, handler: (message: unknown) => void): Promise<unknown>
  publish(topic: string, data: Uint8Array): Promise<unknown>
}

const IPFS_METHODS = ['subscribe', 'unsubscribe', 'publish']
const LIBP2P_METHODS = [...IPFS_METHODS, 'addEventListener', 'removeEventListener', 'getSubscribers']

/** How often each topic is in use: libp2p knows only whether one is, and leaving a room may overlap with joining it. */
const uses = new WeakMap<Libp2pPubsub, Map<string, number>>()

/** The pubsub of a node, or undefined when it has none. libp2p's is preferred: it tells who takes a topic. */
export function pubsubOf(node: unknown): Pubsub | undefined {
  const libp2p = at(node, 'libp2p')
  for (const owner of [node, libp2p]) {
    for (const pubsub of [at(at(owner, 'services'), 'pubsub'), at(owner, 'pubsub')]) {
      if (isLibp2pPubsub(pubsub)) return fromLibp2p(pubsub, nameOf(owner))
    }
  }
  const pubsub = at(node, 'pubsub')
  return isIpfsPubsub(pubsub) ? fromIpfs(pubsub, nameOf(node)) : undefined
}

/** The pubsub of libp2p as rooms use it. */
export function fromLibp2p(pubsub: Libp2pPubsub, name: string): Pubsub {
  return {
    name,
    async subscribe(topic, onMessage) {
      const listener = (event: Event): void => {
        const message = at(event, 'detail')
        const data = at(message, 'data')
        if (at(message, 'topic') === topic && data instanceof Uint8Array) onMessage(data)
      }
      use(pubsub, topic)
      pubsub.addEventListener('message', listener)
      return () => {
        pubsub.removeEventListener('message', listener)
        giveUp(pubsub, topic)
        return Promise.resolve()
      }
    },
    publish(topic, data) {
      // As a promise, so that "nobody takes this topic" is of no consequence whether it is thrown or rejected.
      Promise.resolve(topic)
        .then(() => pubsub.publish(topic, data))
        .catch(() => undefined)
    },
    carries: (topic) => pubsub.getSubscribers(topic).length > 0,
    onCarrier(callback) {
      const listener = (event: Event): void => {
        const changes = at(at(event, 'detail'), 'subscriptions')
        if (!Array.isArray(changes)) return
        for (const change of changes) {
          const topic = at(change, 'topic')
          if (at(change, 'subscribe') === true && typeof topic === 'string') callback(topic)
        }
      }
      pubsub.addEventListener('subscription-change', listener)
      return () => pubsub.removeEventListener('subscription-change', listener)
    },
  }
}

function fromIpfs(pubsub: IpfsPubsub, name: string): Pubsub {
  return {
    name,
    async subscribe(topic, onMessage) {
      const handler = (message: unknown): void => {
        const data = at(message, 'data')
        if (data instanceof Uint8Array) onMessage(data)
      }
      await pubsub.subscribe(topic, handler)
      return async () => {
        await pubsub.unsubscribe(topic, handler)
      }
    },
    publish: (topic, data) => void pubsub.publish(topic, data).catch(() => undefined),
    carries: () => false,
    onCarrier: () => () => undefined,
  }
}

function use(pubsub: Libp2pPubsub, topic: string): void {
  const topics = uses.get(pubsub) ?? new Map<string, number>()
  const count = topics.get(topic) ?? 0
  if (count === 0) pubsub.subscribe(topic)
  uses.set(pubsub, topics.set(topic, count + 1))
}

function giveUp(pubsub: Libp2pPubsub, topic: string): void {
  const topics = uses.get(pubsub)
  const count = topics?.get(topic) ?? 0
  if (count > 1) {
    topics?.set(topic, count - 1)
  } else if (topics?.delete(topic)) {
    unsubscribe(pubsub, topic)
  }
}

function unsubscribe(pubsub: Libp2pPubsub, topic: string): void {
  try {
    pubsub.unsubscribe(topic)
  } catch {
    // Its owner has stopped the node already, and with it all subscriptions.
  }
}

function nameOf(node: unknown): string {
  const peerId = at(node, 'peerId')
  return hasName(peerId) ? `/p2p/${peerId.toString()}` : 'ipfs'
}

function hasName(value: unknown): value is { toString(): string } {
  return typeof value === 'object' && value !== null && value.toString !== Object.prototype.toString
}

function isLibp2pPubsub(value: unknown): value is Libp2pPubsub {
  return LIBP2P_METHODS.every((name) => typeof at(value, name) === 'function')
}

function isIpfsPubsub(value: unknown): value is IpfsPubsub {
  return IPFS_METHODS.every((name) => typeof at(value, name) === 'function')
}

/** A property of whatever may have one. */
function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
