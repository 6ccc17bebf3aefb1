import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServices } from './services.js'

/**
 * @typedef {object} Running
 * @property {string} url where it answers, such as `http://localhost:8080`
 * @property {number} port
 * @property {() => Promise<void>} close ends it and all its connections
 */

/**
 * Serves pages and, on the same port, the local meeting places.
 *
 * @param {import('node:http').RequestListener} servePage what the meeting places do not answer
 * @param {object} [options]
 * @param {number} [options.port] 0, the default, for any free one
 * @param {string} [options.host] the interface to listen on; this machine only, when left out
 * @returns {Promise<Running>}
 * @throws {Error} when the port is taken (`code` is `EADDRINUSE`)
 */
export async function startHttpServer(servePage, { port = 0, host = '127.0.0.1' } = {}) {
  const services = createServices()
  const server = createServer((request, response) => {
    if (!services.request(request, response)) servePage(request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    // A page may go in the middle of the handshake.
    socket.on('error', () => socket.destroy())
    if (!services.upgrade(request, socket, head)) socket.destroy()
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The server listens on no port')
  return {
    url: `http://localhost:${address.port}`,
    port: address.port,
    close: async () => {
      await services.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
