import { noise } from '@chainsafe/libp2p-noise'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { createLibp2p, type Libp2p } from 'libp2p'
import { multiaddr } from 'libp2p3-multiaddr'
import { webSockets } from 'libp2p3-websockets'
import { yamux } from 'libp2p3-yamux'

/** A libp2p node of today, as a page may bring it. */
export type Node = Awaited<ReturnType<typeof createNode>>

/** Starts a node, and resolves when it has reached these addresses. */
export async function createNode(addresses: readonly string[]) {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // Pages may not reach this machine unless they say so.
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), pubsub: gossipsub() },
  })
  await reach(node, addresses)
  return node
}

/** Resolves when a node is connected to these addresses. */
export async function reach(node: Pick<Libp2p, 'dial'>, addresses: readonly string[]): Promise<void> {
  await Promise.all(addresses.map((address) => node.dial(multiaddr(address))))
}
