import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type BuildEnvironmentOptions, type Plugin, type UserConfig } from 'vite'

/** The last two years of each. */
const TARGET = ['chrome130', 'edge130', 'firefox132', 'safari18']

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** What stands in for the Node side of packages that run in a page here. */
const ALIASES = [
  { find: /^simple-peer$/, replacement: 'simple-peer/full.js' },
  { find: /^webrtc-polyfill$/, replacement: path('src/webrtc.ts') },
  { find: /^debug$/, replacement: path('build/no-debug.js') },
  { find: /^streamx$/, replacement: path('build/duplex.js') },
  { find: /^uint8-util$/, replacement: path('build/bytes.js') },
  // Its export map hides the browser version behind the one for Node.
  {
    find: /^@achingbrain\/nat-port-mapper$/,
    replacement: path('node_modules/@achingbrain/nat-port-mapper/dist/src/browser.js'),
  },
]

/** ipfs-core and what it brings say `global` where a page says `globalThis`. */
const DEFINE = { global: 'globalThis' }

/** Common to development, tests and every build. */
const common: UserConfig = { resolve: { alias: ALIASES }, define: DEFINE }

/**
 * Packages to prepare before the first page asks. The list is closed: preparing another one in the middle of a run
 * would reload every page, and fail the tests in it.
 */
const PREPARED = [
  '@lit/context',
  'lit',
  'lit/directives/*.js',
  'lit/static-html.js',
  // simple-peer itself is left as it is, so that there is one copy of src/webrtc.ts; its CommonJS parts are not.
  'simple-peer > err-code',
  'firebase/app',
  'firebase/database',
  '@chainsafe/libp2p-yamux',
  '@libp2p/floodsub',
  '@libp2p/websockets',
  '@libp2p/websockets/filters',
  '@multiformats/multiaddr',
  'blockstore-core',
  'datastore-core',
  'ipfs-core',
  'ipfs-repo',
]

/** A strategy that is in the main file anyway is still named like the others, by a dynamic import. */
const CHECKS = { ineffectiveDynamicImport: false }

/** White space and all: Vite leaves it in a library's ES modules. */
const MINIFY = { compress: true, mangle: true, codegen: true } as const

/**
 * Parts of ipfs-core look whether there is a `require`. There is none in a page: without the question, the bundle
 * neither carries a substitute nor makes the bundlers it is fed to look for what is required.
 */
const noRequire: Plugin = {
  name: 'no-require',
  transform: {
    filter: { id: /node_modules/, code: /typeof require\b/ },
    handler: (code) => code.replace(/\brequire\b(?!\s*\(\s*['"`])/g, 'undefined'),
  },
}

/** Leaves pages as they are: Vite's client would look for a server to be reloaded by, and there is none. */
const noClient: Plugin = {
  name: 'no-client',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module" src="/@vite/client"></script>', ''),
  },
}

/** One entry per export of the package: the strategies, the core, and every element of its own. */
function libraryEntries(): Record<string, string> {
  const elements = readdirSync(path('elements'))
    .filter((file) => /^trystero-[a-z-]+\.ts$/.test(file) && file !== 'trystero-element.ts')
    .map((file) => file.replace(/\.ts$/, ''))
  return {
    index: path('elements/index.ts'),
    torrent: path('src/torrent.ts'),
    firebase: path('src/firebase.ts'),
    ipfs: path('src/ipfs.ts'),
    core: path('src/core.ts'),
    ...Object.fromEntries(elements.map((name) => [`elements/${name}`, path(`elements/${name}.ts`)])),
  }
}

/** What bundlers take: small modules that share chunks, with Lit and Firebase left to the page's own bundle. */
function library(): BuildEnvironmentOptions {
  return {
    target: TARGET,
    outDir: 'dist',
    lib: { entry: libraryEntries(), formats: ['es'] },
    rolldownOptions: {
      checks: CHECKS,
      external: [/^lit(\/|$)/, /^@lit\//, /^firebase\//],
      output: {
        minify: MINIFY,
        entryFileNames: '[name].js',
        // Chunks of elements register what they define, the others have no side effects: see package.json.
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => id.startsWith(path('elements'))) ? 'elements/shared/[name].js' : 'shared/[name].js',
      },
    },
  }
}

/** What a `<script type="module">` takes: one file, and beside it the strategies that a page has to name. */
function cdn(): BuildEnvironmentOptions {
  return {
    target: TARGET,
    outDir: 'dist/cdn',
    lib: { entry: { 'trystero-elements': path('elements/index.ts') }, formats: ['es'] },
    rolldownOptions: {
      checks: CHECKS,
      // What the main file shares with the others stays in it.
      preserveEntrySignatures: 'allow-extension',
      output: {
        minify: MINIFY,
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
        // In one request instead of three.
        codeSplitting: { groups: [{ name: 'firebase-sdk', test: /\/node_modules\/@?firebase\// }] },
      },
    },
  }
}

const BUILDS: Record<string, () => BuildEnvironmentOptions> = {
  library,
  cdn,
  // ipfs-core is as large as it is, and fetched only by who chooses it.
  production: () => ({ target: TARGET, outDir: 'dist-demo', chunkSizeWarningLimit: 2_000 }),
}

export default defineConfig(({ command, mode }) => {
  if (command === 'serve') {
    return {
      ...common,
      plugins: [noClient],
      optimizeDeps: {
        noDiscovery: true,
        include: PREPARED,
        rolldownOptions: { transform: { define: DEFINE } },
      },
    }
  }
  // The demo runs from any folder of a web host.
  return { ...common, base: './', plugins: [noRequire], build: BUILDS[mode]?.() ?? {} }
})
