// `npm run size`: prints what each entry of the built package costs a page, and fails when one is past its limit.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Up to this much may lie between the strategies, the SDKs behind them not counted: they share everything but the medium. */
const STRATEGY_SPREAD = 2048

const dist = join(import.meta.dirname, '..', 'dist')

/** Bytes, gzipped, of an entry with all that it imports statically from this package. */
const limits = /** @type {Record<string, number>} */ (
  JSON.parse(readFileSync(join(import.meta.dirname, 'size-limits.json'), 'utf8'))
)

let failed = false
/** @type {Record<string, number>} */
const sizes = {}
for (const [entry, limit] of Object.entries(limits)) {
  const size = closure(join(dist, `${entry}.js`)).reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
  sizes[entry] = size
  failed ||= size > limit
  console.log(`${entry.padEnd(24)}${kilobytes(size)} of ${kilobytes(limit)}${size > limit ? '  TOO LARGE' : ''}`)
}

const strategies = ['torrent', 'firebase', 'ipfs'].map((entry) => sizes[entry] ?? 0)
const spread = Math.max(...strategies) - Math.min(...strategies)
failed ||= spread > STRATEGY_SPREAD
console.log(`${'between strategies'.padEnd(24)}${kilobytes(spread)} of ${kilobytes(STRATEGY_SPREAD)}`)

process.exitCode = failed ? 1 : 0

/**
 * A module and what it imports, without what it imports dynamically or from other packages.
 *
 * @param {string} file
 * @param {Set<string>} seen
 * @returns {string[]}
 */
function closure(file, seen = new Set()) {
  if (seen.has(file)) return []
  seen.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*["'`](\.{1,2}\/[^"'`]+)["'`]/g)) {
    const imported = join(dirname(file), path ?? '')
    if (existsSync(imported)) closure(imported, seen)
  }
  return [...seen]
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`.padStart(9)
}
