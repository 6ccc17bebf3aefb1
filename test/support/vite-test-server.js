import { createServer } from 'vite'
import { elementManifest } from './element-manifest.js'
import { bundleFrameModules } from './frame-modules.js'

/** Served by the test runner; Vite leaves the import as it is. */
const RUNNER_SOCKET = '/__web-dev-server__web-socket.js'

const CACHED = 'max-age=3600'

/** What only tests import, prepared before the first test file asks (see `PREPARED` in vite.config.ts). */
const PREPARED = [
  '@open-wc/testing > @esm-bundle/chai',
  '@open-wc/testing > @open-wc/testing-helpers',
  '@open-wc/testing > chai-a11y-axe',
  '@open-wc/testing',
  '@chainsafe/libp2p-noise',
  '@libp2p/gossipsub',
  '@libp2p/identify',
  'axe-core',
  'fast-check',
  // Nodes of today's libp2p, to be injected.
  'libp2p',
  'libp2p3-multiaddr',
  'libp2p3-websockets',
  'libp2p3-yamux',
  '@chainsafe/libp2p-noise',
  '@libp2p/gossipsub',
  '@libp2p/identify',
  'libp2p',
  'libp2p3-multiaddr',
  'libp2p3-websockets',
  'libp2p3-yamux',
]

/**
 * A Vite server that answers the test runner's requests: sources as modules, pages as they are.
 *
 * @returns {Promise<{ answer(context: import('koa').Context): void, close(): Promise<void> }>}
 */
export async function createTestServer() {
  const vite = await createServer({
    mode: 'test',
    // Apart from the demo's, so that both can run side by side.
    cacheDir: 'node_modules/.vite-test',
    logLevel: 'warn',
    appType: 'mpa',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: {
      include: PREPARED,
      exclude: ['@web/test-runner-commands', '@open-wc/semantic-dom-diff'],
    },
    plugins: [
      elementManifest(),
      {
        name: 'runner-socket',
        enforce: 'pre',
        resolveId: (id) => (id === RUNNER_SOCKET ? { id, external: true } : undefined),
      },
    ],
  })
  const frameModule = await bundleFrameModules()
  return {
    answer(context) {
      const { req, res } = context
      const code = frameModule(context.path)
      if (code !== undefined) {
        context.set({ 'Content-Type': 'text/javascript', 'Cache-Control': CACHED })
        context.body = code
        return
      }
      req.url = withoutRunnerParameters(context.url)
      context.respond = false
      context.res.statusCode = 200
      keepInCache(res)
      vite.middlewares(req, res, () => {
        res.statusCode = 404
        res.end()
      })
    },
    close: () => vite.close(),
  }
}

/**
 * No module changes during a run, so none has to be asked for again.
 *
 * @param {import('node:http').ServerResponse} response
 */
function keepInCache(response) {
  const setHeader = response.setHeader.bind(response)
  response.setHeader = (name, value) => setHeader(name, name.toLowerCase() === 'cache-control' ? CACHED : value)
}

/** @param {string} url */
function withoutRunnerParameters(url) {
  const parsed = new URL(url, 'http://localhost')
  for (const name of [...parsed.searchParams.keys()]) {
    if (name.startsWith('wtr-')) parsed.searchParams.delete(name)
  }
  return parsed.pathname + (parsed.search === '?' ? '' : parsed.search)
}
