import { FirebaseService } from './firebase-server.js'
import { IpfsService } from './ipfs-service.js'
import { TrackerService } from './tracker-service.js'

/**
 * A meeting place that tests and the demo use in place of a public one, on the HTTP server that serves the pages:
 * one port, one origin, nothing else to start.
 *
 * @typedef {object} Service
 * @property {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean} request
 *   answers a request that is for it, else returns false
 * @property {(request: import('node:http').IncomingMessage, socket: import('node:stream').Duplex, head: Buffer) => boolean} upgrade
 *   takes a WebSocket that is for it, else returns false
 * @property {() => Promise<void>} close ends all its connections
 */

/**
 * All local meeting places as one.
 *
 * @returns {Service}
 */
export function createServices() {
  const services = [new FirebaseService(), new TrackerService(), new IpfsService()]
  return {
    request: (...exchange) => services.some((service) => service.request(...exchange)),
    upgrade: (...handshake) => services.some((service) => service.upgrade(...handshake)),
    close: async () => {
      await Promise.all(services.map((service) => service.close()))
    },
  }
}
