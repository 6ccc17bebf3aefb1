import type { RelayState } from '../signaling.ts'
import { isStar } from './ipfs-config.ts'
import { KeptConnection, type OnRelay } from './ipfs-connection.ts'
import { CoreNode } from './ipfs-core-node.ts'
import type { Pubsub } from './ipfs-pubsub.ts'

/** A node in use by one room. */
export interface NodeLease {
  readonly pubsub: Pubsub
  /** Gives it up. The node is stopped when no room uses it any more. */
  release(): Promise<void>
}

/** By its addresses. */
const sharedNodes = new Map<string, SharedNode>()

/**
 * Lends the node that reaches these addresses, made when there is none yet. It does not wait for them to answer.
 *
 * @param onRelay is told how each address stands, and whenever that changes
 */
export async function leaseNode(addresses: readonly string[], onRelay: OnRelay): Promise<NodeLease> {
  const key = addresses.toSorted().join(' ')
  const node = sharedNodes.get(key) ?? new SharedNode(addresses)
  sharedNodes.set(key, node)
  const release = async (): Promise<void> => {
    if (!node.remove(onRelay) || node.isUsed) return
    if (sharedNodes.get(key) === node) sharedNodes.delete(key)
    await node.stop()
  }
  try {
    return { pubsub: await node.use(onRelay), release }
  } catch (error) {
    await release()
    throw error
  }
}

/** One node for all rooms of the page that meet through the same addresses. */
class SharedNode {
  readonly #users = new Set<OnRelay>()
  readonly #changes = new Map<string, [state: RelayState, error?: Error]>()
  readonly #started: Promise<CoreNode>
  #connections: KeptConnection[] = []

  constructor(addresses: readonly string[]) {
    this.#started = this.#start(addresses)
  }

  get isUsed(): boolean {
    return this.#users.size > 0
  }

  async use(onRelay: OnRelay): Promise<Pubsub> {
    this.#users.add(onRelay)
    for (const [address, change] of this.#changes) onRelay(address, ...change)
    return (await this.#started).pubsub
  }

  /** False when it was not in use by that room. */
  remove(onRelay: OnRelay): boolean {
    return this.#users.delete(onRelay)
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.stop()
    const node = await this.#started.catch(() => undefined)
    await node?.stop()
  }

  async #start(addresses: readonly string[]): Promise<CoreNode> {
    const node = await CoreNode.create()
    this.#connections = addresses.map((address) => this.#keep(node, address))
    return node
  }

  #keep(node: CoreNode, address: string): KeptConnection {
    const onLost = (): void => connection.lost()
    const reach = (): Promise<void> => (isStar(address) ? node.listen(address, onLost) : node.dial(address, onLost))
    const connection = new KeptConnection(address, reach, (...change) => this.#report(...change))
    return connection
  }

  #report(address: string, ...change: [state: RelayState, error?: Error]): void {
    this.#changes.set(address, change)
    for (const onRelay of this.#users) onRelay(address, ...change)
  }
}
