import { defaultReporter } from '@web/test-runner'
import { puppeteerLauncher } from '@web/test-runner-puppeteer'
import { BROWSERS, launchOptions } from './test/support/browsers.js'
import { browserCountReporter } from './test/support/browser-count-reporter.js'
import { createServices } from './test/support/services.js'
import { createTestServer } from './test/support/vite-test-server.js'

/** Where the runner talks to its pages. */
const RUNNER_SOCKET = '/wds'

/** `BROWSER=firefox npx wtr --files …` runs in that one only. */
const chosen = BROWSERS.filter((name) => !process.env.BROWSER || process.env.BROWSER === name)

/**
 * Lets peers tell their addresses as they are. Browsers replace them by names of multicast DNS, whose answers get lost
 * when dozens of peers ask on one machine; the tests from end to end, with a few, go by names as users do.
 *
 * @param {import('puppeteer-core').LaunchOptions} options
 */
const withAddresses = ({ args = [], extraPrefsFirefox, ...options }) => ({
  ...options,
  args: [...args, '--disable-features=WebRtcHideLocalIpsWithMdns'],
  extraPrefsFirefox: { ...extraPrefsFirefox, 'media.peerconnection.ice.obfuscate_host_addresses': false },
})

const vite = await createTestServer()
const services = createServices()

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir: import.meta.dirname,
  files: 'test/{src,elements,strategies,hostile}/**/*.test.ts',
  browsers: await Promise.all(
    chosen.map(async (name) =>
      puppeteerLauncher({ launchOptions: withAddresses(await launchOptions(name)), concurrency: 1 }),
    ),
  ),
  // One page per browser: a page in the background is slowed down, and a test page brings several peers.
  concurrentBrowsers: 2,
  concurrency: 1,
  // Vite resolves and compiles; the runner's own files are all that it serves itself.
  nodeResolve: false,
  middleware: [
    async (context, next) => {
      if (services.request(context.req, context.res)) {
        context.respond = false
      } else if (/^\/(__w.*)?(\?.*)?$/.test(context.url)) {
        await next()
      } else {
        vite.answer(context)
      }
    },
  ],
  plugins: [
    {
      name: 'meeting-places',
      serverStart({ server }) {
        server?.on('upgrade', (request, socket, head) => {
          if (request.url !== RUNNER_SOCKET && !services.upgrade(request, socket, head)) socket.destroy()
        })
      },
      async serverStop() {
        await services.close()
        await vite.close()
      },
    },
  ],
  reporters: [
    defaultReporter({ reportTestProgress: !process.env.CI && process.stdout.isTTY }),
    ...(process.env.COUNT_FILE ? [browserCountReporter(process.env.COUNT_FILE)] : []),
  ],
  testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
}
