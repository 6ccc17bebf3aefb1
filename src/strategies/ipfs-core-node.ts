import { yamux } from '@chainsafe/libp2p-yamux'
import { floodsub } from '@libp2p/floodsub'
import { webSockets } from '@libp2p/websockets'
import { all } from '@libp2p/websockets/filters'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import { create } from 'ipfs-core'
import { createRepo } from 'ipfs-repo'
import { fromLibp2p, type Libp2pPubsub, type Pubsub } from './ipfs-pubsub.ts'

/** Connections at which nodes that a signalling server introduces are no longer dialled: where js-ipfs begins to cut. */
const MAX_NEIGHBOURS = 20

/** A node's ID: its text counts. */
interface PeerId {
  toString(): string
}

/** The libp2p 0.42 in ipfs-core, as far as we use it. Its types are not part of ipfs-core's. */
interface CoreLibp2p {
  readonly pubsub: Libp2pPubsub
  readonly components: { readonly transportManager: TransportManager }
  dial(address: Multiaddr): Promise<{ readonly remotePeer: PeerId }>
  getConnections(peerId?: PeerId): readonly unknown[]
  addEventListener<K extends keyof CoreEvents>(type: K, listener: (event: CustomEvent<CoreEvents[K]>) => void): void
  removeEventListener<K extends keyof CoreEvents>(type: K, listener: (event: CustomEvent<CoreEvents[K]>) => void): void
}

interface CoreEvents {
  'peer:discovery': { readonly multiaddrs: readonly Multiaddr[] }
  'peer:disconnect': { readonly remotePeer: PeerId }
}

interface TransportManager {
  listen(addresses: Multiaddr[]): Promise<void>
  getTransports(): readonly { readonly sigServers?: ReadonlyMap<string, SignallingServer> }[]
}

/** A connection to a webrtc-star server. It reconnects by itself, or closes when it does not understand an error. */
interface SignallingServer extends EventTarget {
  readonly signallingAddr: Multiaddr
  readonly socket: { readonly connected: boolean }
}

/** A node of ipfs-core that nothing but pubsub is wanted of: no bootstrap, no routing, no storage beyond the page. */
export class CoreNode {
  readonly pubsub: Pubsub
  readonly stop: () => Promise<void>
  readonly #libp2p: CoreLibp2p
  /** By address. */
  readonly #signallingServers = new Map<string, SignallingServer>()

  private constructor(libp2p: CoreLibp2p, stop: () => Promise<void>) {
    this.#libp2p = libp2p
    this.stop = stop
    this.pubsub = fromLibp2p(libp2p.pubsub, 'ipfs-core')
  }

  static async create(): Promise<CoreNode> {
    const ipfs = await create({
      repo: createMemoryRepo(),
      silent: true,
      preload: { enabled: false },
      init: { emptyRepo: true },
      config: { Bootstrap: [], Addresses: { Swarm: [], Delegates: [] }, Routing: { Type: 'none' } },
      libp2p: {
        // Addresses without TLS too: a page on localhost may use them.
        transports: [webSockets({ filter: all })],
        streamMuxers: [yamux()],
        // A page has one or two neighbours, or is linked with all: gossipsub's mesh would choose from nothing, but
        // take a second to form and lose what is published until then, and a minute after leaving and joining again.
        pubsub: floodsub({ emitSelf: false }),
      },
    })
    const libp2p = 'libp2p' in ipfs ? ipfs.libp2p : undefined
    if (isCoreLibp2p(libp2p)) return new CoreNode(libp2p, () => ipfs.stop())
    await ipfs.stop()
    throw new TypeError('ipfs-core has started without libp2p')
  }

  /** Connects to a node. Rejects when it does not answer; `onLost` is called once when the connection has ended. */
  async dial(address: string, onLost: () => void): Promise<void> {
    const libp2p = this.#libp2p
    const { remotePeer } = await libp2p.dial(multiaddr(address))
    if (libp2p.getConnections(remotePeer).length === 0) throw new Error('it has hung up')
    const onDisconnect = ({ detail }: CustomEvent<CoreEvents['peer:disconnect']>): void => {
      if (detail.remotePeer.toString() !== remotePeer.toString()) return
      libp2p.removeEventListener('peer:disconnect', onDisconnect)
      onLost()
    }
    libp2p.addEventListener('peer:disconnect', onDisconnect)
  }

  /**
   * Lets a webrtc-star server introduce us to the nodes on it, and connects to those. Rejects when it does not answer;
   * `onLost` is called whenever its connection has ended. Connections to nodes outlive it.
   */
  async listen(address: string, onLost: () => void): Promise<void> {
    const known = this.#signallingServers.get(address)
    if (known) {
      if (!known.socket.connected) await reconnection(known)
      return
    }
    await this.#libp2p.components.transportManager.listen([multiaddr(address)])
    const server = this.#signallingServerAt(address)
    if (!server) throw new Error('no signalling server')
    if (this.#signallingServers.size === 0) this.#dialDiscovered()
    this.#signallingServers.set(address, server)
    server.addEventListener('close', () => this.#signallingServers.delete(address), { once: true })
    server.addEventListener('disconnect', onLost)
  }

  #signallingServerAt(address: string): SignallingServer | undefined {
    const { transportManager } = this.#libp2p.components
    return transportManager
      .getTransports()
      .flatMap(({ sigServers }) => [...(sigServers?.values() ?? [])])
      .find(({ signallingAddr, socket }) => socket.connected && String(signallingAddr).startsWith(address))
  }

  /** At once. By itself libp2p looks for discovered nodes to dial every ten seconds. */
  #dialDiscovered(): void {
    this.#libp2p.addEventListener('peer:discovery', ({ detail: { multiaddrs } }) => {
      const [address] = multiaddrs
      if (!address || this.#libp2p.getConnections().length >= MAX_NEIGHBOURS) return
      // Who does not answer is announced again.
      this.#libp2p.dial(address).catch(() => undefined)
    })
  }
}

/** Who else should want to open what is in our memory only? */
const NO_LOCK = {
  lock: () => Promise.resolve({ close: () => Promise.resolve() }),
  locked: () => Promise.resolve(false),
}

/** Nothing is worth keeping: the node's identity is as fleeting as the page, and the browser's storage stays clean. */
function createMemoryRepo(): ReturnType<typeof createRepo> {
  const stores = {
    root: new MemoryDatastore(),
    blocks: new MemoryBlockstore(),
    keys: new MemoryDatastore(),
    datastore: new MemoryDatastore(),
    pins: new MemoryDatastore(),
  }
  const noCodecs = (): Promise<never> => Promise.reject(new Error('nothing is stored, so nothing is decoded'))
  return createRepo('trystero', noCodecs, stores, { repoLock: NO_LOCK, autoMigrate: false })
}

function isCoreLibp2p(value: unknown): value is CoreLibp2p {
  return typeof value === 'object' && value !== null && 'pubsub' in value && 'components' in value && 'dial' in value
}

/** Resolves when the connection is back, rejects when it has been given up. */
function reconnection(server: SignallingServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.addEventListener('reconnect', () => resolve(), { once: true })
    server.addEventListener('close', () => reject(new Error('the connection was closed')), { once: true })
  })
}
