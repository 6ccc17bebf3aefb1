import type { Node } from '../../support/libp2p-node.ts'
import { LocalHub } from '../../support/local-ipfs.ts'
import { describeStrategy } from './contract.ts'

type Ipfs = typeof import('../../../src/ipfs.ts')
type Libp2pNode = typeof import('../../support/libp2p-node.ts')

/** A node is its page's to connect: each of these reaches the hub, and again after an outage. */
interface Owner {
  readonly node: Node
  reach(): Promise<void>
}

describeStrategy('IPFS with a node that is given', async () => {
  const hub = new LocalHub()
  const addresses = await hub.addresses()
  const owners: Owner[] = []
  return {
    prepare: async (frame) => {
      const { ipfs } = await frame.import<Ipfs>('/src/ipfs.ts')
      const { createNode, reach } = await frame.import<Libp2pNode>('/test/support/libp2p-node.ts')
      const node = await createNode(addresses)
      owners.push({ node, reach: () => reach(node, addresses) })
      return { strategy: ipfs, config: { appId: 'test', ipfs: node } }
    },
    stop: () => hub.stop(),
    start: async () => {
      await hub.start()
      await Promise.all(owners.map((owner) => owner.reach()))
    },
  }
})
