import { connect } from 'node:net'

/** @typedef {import('./services.js').Service} Service */
/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('./ipfs-hub.js').IpfsHub} IpfsHub */
/** @typedef {import('./star-server.js').StarServer} StarServer */

const PATH = /^\/__(ipfs|star)(?:\/([\w-]+))?(?:\/(start|stop))?$/

/** A multiaddr has no path; ipfs-core takes its end, with the node's ID, for one. */
const SOCKET_PATH = /^\/(?:p2p\/\w+)?$/

/**
 * Local IPFS hubs and webrtc-star servers beside an HTTP server, as many as anybody names, each made when first named:
 *
 * - `GET /__ipfs` tells how to reach the common hub (JSON, `{addresses, topics, peers}`): through the port of the HTTP server
 * - `GET /__ipfs/NAME` tells how to reach a hub of the caller's own, `GET /__star/NAME` a webrtc-star server: on ports
 *   of their own
 * - `POST …/NAME/stop` drops all connections and refuses new ones, `POST …/NAME/start` brings it back
 *
 * @implements {Service}
 */
export class IpfsService {
  #hubs = /** @type {Map<string, Promise<IpfsHub>>} */ (new Map())
  #stars = /** @type {Map<string, Promise<StarServer>>} */ (new Map())

  /** @type {Service['upgrade']} */
  upgrade(request, socket, head) {
    if (!SOCKET_PATH.test(request.url ?? '')) return false
    void this.#hub('').then(({ port }) => passOn(request, socket, head, port))
    return true
  }

  /** @type {Service['request']} */
  request(request, response) {
    const { pathname } = new URL(request.url ?? '', 'http://localhost')
    const [matches, kind, name = '', action] = PATH.exec(pathname) ?? []
    if (matches === undefined) return false
    // Said before it is known, for the server that asks what will become of the request.
    response.statusCode = 200
    const answer = kind === 'star' ? this.#controlStar(name, action) : this.#controlHub(name, action, request)
    answer.then(
      (value) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value)),
      (/** @type {unknown} */ error) => response.writeHead(500).end(String(error)),
    )
    return true
  }

  /** @type {Service['close']} */
  async close() {
    const services = await Promise.all([...this.#hubs.values(), ...this.#stars.values()])
    this.#hubs.clear()
    this.#stars.clear()
    await Promise.all(services.map((service) => service.close()))
  }

  /**
   * @param {string} name
   * @param {string | undefined} action
   * @param {IncomingMessage} request
   */
  async #controlHub(name, action, request) {
    const hub = await this.#hub(name)
    if (action === 'stop') await hub.stop()
    if (action === 'start') await hub.start()
    const addresses = name === '' ? [addressBehind(request, hub)] : hub.addresses
    return { addresses, topics: hub.topics, peers: hub.peers }
  }

  /**
   * @param {string} name
   * @param {string | undefined} action
   */
  async #controlStar(name, action) {
    const star = await named(this.#stars, name, async () => {
      const { createStarServer } = await import('./star-server.js')
      return createStarServer()
    })
    if (action === 'stop') await star.stop()
    if (action === 'start') await star.start()
    return { addresses: [star.address] }
  }

  /** @param {string} name */
  #hub(name) {
    return named(this.#hubs, name, async () => {
      // Most who start an HTTP server never ask for IPFS.
      const { createIpfsHub } = await import('./ipfs-hub.js')
      return createIpfsHub()
    })
  }
}

/**
 * @template T
 * @param {Map<string, Promise<T>>} services
 * @param {string} name
 * @param {() => Promise<T>} make
 */
function named(services, name, make) {
  const service = services.get(name) ?? make()
  services.set(name, service)
  return service
}

/**
 * The hub's address for whoever has reached the HTTP server.
 *
 * @param {IncomingMessage} request
 * @param {IpfsHub} hub
 */
function addressBehind({ headers }, { peerId }) {
  const { hostname, port } = new URL(`http://${headers.host}`)
  const protocol = /^[\d.]+$/.test(hostname) ? 'ip4' : 'dns4'
  return `/${protocol}/${hostname}/tcp/${port || 80}/ws/p2p/${peerId}`
}

/**
 * Hands a WebSocket on to the port on which it is spoken.
 *
 * @param {IncomingMessage} request
 * @param {import('node:stream').Duplex} socket
 * @param {Buffer} head
 * @param {number} port
 */
function passOn({ method, url, httpVersion, rawHeaders }, socket, head, port) {
  const target = connect(port, '127.0.0.1')
  const headers = rawHeaders.map((part, i) => (i % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('')
  target.write(`${method} ${url} HTTP/${httpVersion}\r\n${headers}\r\n`)
  target.write(head)
  socket.pipe(target).pipe(socket)
  for (const [one, other] of [
    [socket, target],
    [target, socket],
  ]) {
    one?.on('error', () => other?.destroy())
    one?.on('close', () => other?.destroy())
  }
}
