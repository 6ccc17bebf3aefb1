import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = new URL('../..', import.meta.url).pathname

/**
 * The library as it is published, made from the sources as they are, for Node to import.
 *
 * @returns {Promise<{ folder: string, url: (file: string) => string, remove: () => Promise<void> }>}
 */
export async function buildLibrary() {
  // Among the packages, so that those it leaves to its user are found.
  const folder = await mkdtemp(join(root, 'node_modules', '.node-test-'))
  await build({ root, mode: 'library', logLevel: 'warn', build: { outDir: folder } })
  return {
    folder,
    url: (file) => pathToFileURL(join(folder, file)).href,
    remove: () => rm(folder, { recursive: true }),
  }
}
