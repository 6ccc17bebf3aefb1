// `npm test` runs everything, what tells soonest first; `node test/run.js unit e2e` only these suites.
// What failed is named at the end; the last line says how many tests passed and failed. A suite in which no test ran has
// failed.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { countBrowserTests, countChecks, countNodeTests } from './support/count.js'

/** @typedef {import('./support/count.js').Count} Count */

process.chdir(join(import.meta.dirname, '..'))

const TSC = 'node_modules/typescript/bin/tsc'
const PRETTIER = 'node_modules/prettier/bin/prettier.cjs'

/** @type {Record<string, () => Promise<Count>>} */
const SUITES = {
  types: () => countChecks([TSC, '-p', 'tsconfig.json'], [TSC, '-p', 'tsconfig.node.json']),
  lint: () => countChecks(['node_modules/eslint/bin/eslint.js', '.'], [PRETTIER, '--check', '.']),
  node: () => countNodeTests(filesIn('test', '.node-test.js')),
  unit: countBrowserTests,
  build: () => countChecks(['build/build.js']),
  // From here on it is the built package that is tested.
  size: () => countChecks(['build/size.js']),
  package: () => countNodeTests(filesIn('test/package', '.test.js')),
  frameworks: () => countNodeTests(filesIn('test/frameworks', '.test.js')),
  e2e: () => countNodeTests(filesIn('test/e2e', '.test.js')),
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SUITES)
let passed = 0
/** @type {string[]} */
const failures = []
/** @type {string[]} */
const summary = []

for (const name of names) {
  const suite = SUITES[name]
  if (!suite) throw new Error(`There is no suite ${name}, but ${Object.keys(SUITES).join(', ')}`)
  console.log(`\n--- ${name}`)
  const count = await suite()
  const ran = count.passed + count.failures.length
  if (ran === 0) count.failures.push('no test ran')
  passed += count.passed
  failures.push(...count.failures.map((failure) => `${name} › ${failure}`))
  summary.push(`${name}: ${count.passed} of ${ran} passed`)
}

for (const failure of failures) console.log(`\n✖ ${failure}`)
console.log(`\n${summary.join('\n')}`)
console.log(`${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length > 0 ? 1 : 0

/**
 * @param {string} folder
 * @param {string} ending
 */
function filesIn(folder, ending) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules'))
    .map((file) => join(folder, file))
    .sort()
}
