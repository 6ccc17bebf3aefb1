import { LocalHub } from '../../support/local-ipfs.ts'
import { describeStrategy } from './contract.ts'

type Ipfs = typeof import('../../../src/ipfs.ts')

describeStrategy('IPFS with a node of its own', async () => {
  const hub = new LocalHub()
  const swarmAddresses = await hub.addresses()
  return {
    prepare: async (frame) => {
      const { ipfs } = await frame.import<Ipfs>('/src/ipfs.ts')
      return { strategy: ipfs, config: { appId: 'test', swarmAddresses } }
    },
    stop: () => hub.stop(),
    start: () => hub.start(),
  }
})
