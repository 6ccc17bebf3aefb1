// `npm run docs`: writes what is made from comments in the sources: docs/elements.md, the reference of the elements, and
// docs/limits.md, the table of what a peer may make a page hold or do.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { limits } from './limits.js'
import { readManifest } from './metadata/manifest.js'
import { reference } from './metadata/reference.js'

const docs = join(import.meta.dirname, '..', 'docs')
const elementsPath = join(docs, 'elements.md')
const limitsPath = join(docs, 'limits.md')

writeFileSync(elementsPath, await reference(readManifest(), elementsPath))
writeFileSync(limitsPath, await limits(limitsPath))
