import { sigServer } from '@libp2p/webrtc-star-signalling-server'

/**
 * A webrtc-star signalling server: it introduces the nodes that listen on it to each other, and they connect directly.
 * It can be stopped and started again on the same port.
 */
export class StarServer {
  #server

  /** @param {import('@libp2p/webrtc-star-signalling-server').SigServer} server */
  constructor(server) {
    this.#server = server
  }

  /** What goes into `swarmAddresses`. */
  get address() {
    return `/ip4/127.0.0.1/tcp/${this.#server.info.port}/ws/p2p-webrtc-star`
  }

  /** Drops all connections, and refuses new ones until it is started again. */
  async stop() {
    await this.#server.stop({ timeout: 0 })
  }

  async start() {
    this.#server = await listen(Number(this.#server.info.port))
  }

  async close() {
    await this.stop()
  }
}

/**
 * Starts a signalling server on this machine.
 *
 * @param {{ port?: number }} [options] 0, the default, for any free port
 */
export async function createStarServer({ port = 0 } = {}) {
  return new StarServer(await listen(port))
}

/** @param {number} port */
function listen(port) {
  return sigServer({ port, host: '127.0.0.1' })
}
