import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', 'elements')

/** The files of the family. */
export const files = readdirSync(folder)

/**
 * The code of a file without its comments. `emitError()` is `emit()` with a name.
 *
 * @param {string} file such as `trystero-room.ts`
 */
export function codeIn(file) {
  const source = readFileSync(join(folder, file), 'utf8')
  return source.replaceAll(/\/\*\*.*?\*\//gs, '').replaceAll('this.emitError(', "this.emit('trystero-error', ")
}

/**
 * The code of an element and of its base classes, but for the class that all have in common.
 *
 * @param {string} file
 * @returns {string}
 */
export function codeOfElement(file) {
  const code = codeIn(file)
  const base = /^export (?:abstract )?class \w+ extends (\w+)/m.exec(code)?.[1] ?? ''
  const baseFile = new RegExp(`^import \\{.*\\b${base}\\b.*\\} from './(.*)'$`, 'm').exec(code)?.[1]
  return !baseFile || base === 'TrysteroElement' ? code : code + codeOfElement(baseFile)
}

/**
 * What a pattern finds, in its first group, which may have several names with spaces in between.
 *
 * @param {string} code
 * @param {RegExp} pattern
 */
export function namesIn(code, pattern) {
  return [...code.matchAll(pattern)].flatMap(([, names = '']) => names.split(' '))
}
