import { createServer } from 'vite'
import { startHttpServer } from './http-server.js'

/**
 * Serves the demo and the sources behind it, together with the local meeting places, on one port.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0, the default, for any free one
 * @param {string} [options.host] the interface to listen on; this machine only, when left out
 * @returns {Promise<import('./http-server.js').Running>}
 */
export async function startDemoServer(options) {
  const vite = await createServer({
    root: new URL('../..', import.meta.url).pathname,
    logLevel: 'warn',
    // Pages are loaded again by hand: a reload would take a tab out of its room.
    server: { middlewareMode: true, hmr: false, ws: false, allowedHosts: true },
  })
  const server = await startHttpServer((request, response) => vite.middlewares(request, response), options)
  return {
    ...server,
    close: async () => {
      await server.close()
      await vite.close()
    },
  }
}
