import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..', '..')

/** Where frames find them: see `PeerFrame.import`. */
const PREFIX = '/__frame-modules/'

/** What frames import, by path from the root and without an ending. */
const ENTRIES = [
  ...['core', 'firebase', 'identity', 'index', 'ipfs', 'strategies/ipfs', 'torrent'].map((name) => `src/${name}`),
  ...['memory', 'firebase-app', 'libp2p-node'].map((name) => `test/support/${name}`),
  ...readdirSync(join(root, 'elements'))
    .filter((file) => file === 'index.ts' || file.startsWith('trystero-'))
    .map((file) => `elements/${file.replace(/\.ts$/, '')}`),
]

/**
 * Bundles what frames import into a few files. Every peer of a test is a frame with modules of its own: as single files,
 * most of the time of a run would go into fetching them, forty or a hundred for each peer.
 *
 * @returns {Promise<(path: string) => string | undefined>} the code at a path, if there is any
 */
export async function bundleFrameModules() {
  const result = await build({
    root,
    mode: 'test',
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      rolldownOptions: {
        input: Object.fromEntries(ENTRIES.map((entry) => [entry, join(root, `${entry}.ts`)])),
        preserveEntrySignatures: 'exports-only',
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
        checks: { ineffectiveDynamicImport: false },
      },
    },
  })
  const outputs = [result].flat().flatMap((built) => ('output' in built ? built.output : []))
  const modules = new Map(
    outputs.flatMap((file) => (file.type === 'chunk' ? [[PREFIX + file.fileName, file.code]] : [])),
  )
  return (path) => modules.get(path)
}
