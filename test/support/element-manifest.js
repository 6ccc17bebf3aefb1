import { elementsIn, readManifest } from '../../build/metadata/manifest.js'

const ID = 'virtual:element-manifest'

/**
 * Gives tests in pages the list of all elements with what they have, from the manifest: a test that loops over it
 * cannot forget a new element. See virtual-element-manifest.d.ts.
 *
 * @returns {import('vite').Plugin}
 */
export function elementManifest() {
  return {
    name: 'element-manifest',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) =>
      id === `\0${ID}` ? `export const elements = ${JSON.stringify(elementsIn(readManifest()))}` : undefined,
  }
}
