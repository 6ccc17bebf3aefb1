import { ConfigError } from '../errors.ts'
import { pubsubOf, type Pubsub, type PubsubNode } from './ipfs-pubsub.ts'

/** The keys that IPFS understands beside those of every strategy. One of them is required. */
export interface IpfsConfig {
  /**
   * Multiaddrs of what to meet through: `…/ws/p2p/<id>` and `…/wss/p2p/<id>` of nodes that pass messages on,
   * `…/p2p-webrtc-star` of signalling servers. All are used.
   */
  swarmAddresses?: readonly string[]
  /** A running node that offers pubsub, used instead of making one; it stays its owner's to connect and to stop. */
  ipfs?: PubsubNode
}

/** Where to meet: through a node that is given, or through one of our own that reaches these addresses. */
export type IpfsLocation = { readonly pubsub: Pubsub } | { readonly addresses: readonly string[] }

const HOST = String.raw`^/(?:ip4|ip6|dns|dns4|dns6)/[^/]+/tcp/\d+(?:/tls)?/wss?`

/** A node to dial: its ID is part of the address, as that is what says who must answer. */
const NODE = new RegExp(String.raw`${HOST}/(?:p2p|ipfs)/[1-9A-HJ-NP-Za-km-z]+$`)

/** A server that introduces nodes to each other. */
const STAR = new RegExp(String.raw`${HOST}/p2p-webrtc-star/?$`)

const EXAMPLE = '/dns4/hub.example.org/tcp/443/wss/p2p/12D3KooW…'

const WAY_OUT = `No public node passes messages on any more: start one of your own (a libp2p node with websockets and pubsub \
that subscribes to topics under "trystero/"; docs/ipfs.md has it ready to run) and give its address, or give a running \
node as "ipfs"`

/** Whether an address is a signalling server's. */
export function isStar(address: string): boolean {
  return STAR.test(address)
}

/**
 * Checks the keys of `config` that are IPFS's.
 *
 * @throws ConfigError when both are missing, or one is wrong
 */
export function locate(config: { swarmAddresses?: unknown; ipfs?: unknown }): IpfsLocation {
  if (config.ipfs !== undefined) {
    const pubsub = pubsubOf(config.ipfs)
    if (pubsub) return { pubsub }
    throw new ConfigError(
      'ipfs',
      'must be a running node with pubsub: an IPFS node (ipfs.pubsub), a libp2p node (services.pubsub), or Helia on one',
    )
  }
  const { swarmAddresses } = config
  if (swarmAddresses === undefined) {
    throw new ConfigError('swarmAddresses', `must be a list of multiaddrs such as "${EXAMPLE}". ${WAY_OUT}`)
  }
  if (!Array.isArray(swarmAddresses) || swarmAddresses.length === 0) {
    throw new ConfigError('swarmAddresses', `must be a list of at least one multiaddr such as "${EXAMPLE}". ${WAY_OUT}`)
  }
  return { addresses: [...new Set(swarmAddresses.map(checkAddress))] }
}

function checkAddress(address: unknown): string {
  if (typeof address === 'string' && (NODE.test(address) || isStar(address))) return address
  throw new ConfigError(
    'swarmAddresses',
    `must be multiaddrs that end in /ws/p2p/<id>, /wss/p2p/<id> or /p2p-webrtc-star, not ${JSON.stringify(address)}`,
  )
}
