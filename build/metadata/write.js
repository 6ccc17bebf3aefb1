import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifest } from './manifest.js'
import { tagTypes } from './tag-types.js'
import { vscodeData } from './vscode-data.js'
import { webTypes } from './web-types.js'

const root = join(import.meta.dirname, '..', '..')
const dist = join(root, 'dist')

/** Where the types for frameworks go: those that are imported by name, and those that they are made of. */
const TYPES = { 'jsx.d.ts': '', 'vue.d.ts': '', 'svelte.d.ts': '', 'settings.d.ts': 'types' }

/** What bundlers get that meet an import which is there for its types. */
const TYPES_ONLY = 'export {}\n'

/** Writes all that editors and frameworks are told about the elements into `dist/`, beside the declarations of tsc. */
export function writeMetadata() {
  const manifest = readManifest()
  const packageInfo = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  writeJson('custom-elements.json', manifest)
  writeJson('vscode.html-custom-data.json', vscodeData(manifest))
  writeJson('web-types.json', webTypes(manifest, packageInfo))
  writeFileSync(join(dist, 'types', 'tags.d.ts'), tagTypes(manifest))
  writeFileSync(join(dist, 'types-only.js'), TYPES_ONLY)
  for (const [file, folder] of Object.entries(TYPES)) {
    cpSync(join(import.meta.dirname, 'types', file), join(dist, folder, file))
  }
}

/**
 * @param {string} file
 * @param {object} value
 */
function writeJson(file, value) {
  writeFileSync(join(dist, file), `${JSON.stringify(value, null, 2)}\n`)
}
