/**
 * The data of a Realtime Database: an immutable tree. Inner nodes are branches (Maps, so that a key like `__proto__` is a key
 * like any other), leaves are JSON primitives, and what is empty is not there at all.
 *
 * Priorities, a left-over of the product's first years, are accepted and dropped.
 *
 * @typedef {string | number | boolean | Branch} Node
 * @typedef {Node | null} Tree
 * @typedef {readonly string[]} Path
 */

/** @extends {Map<string, Node>} */
export class Branch extends Map {}

/** The names that sort before and after every key. */
export const MIN_NAME = '[MIN_NAME]'
export const MAX_NAME = '[MAX_NAME]'

/** Keys that look like a 32-bit integer sort as numbers, before all others. */
const INTEGER_KEY = /^-?0*\d{1,10}$/
const INTEGER_MIN = -2147483648
const INTEGER_MAX = 2147483647

/** @param {string} text @returns {Path} */
export const parsePath = (text) => text.split('/').filter((key) => key !== '')

/** @param {Path} path */
export const formatPath = (path) => `/${path.join('/')}`

/** @param {Tree} tree @param {Path} path @returns {Tree} */
export const read = (tree, path) => {
  let node = tree
  for (const key of path) {
    if (!(node instanceof Branch)) return null
    node = node.get(key) ?? null
  }
  return node
}

/** The tree with one value changed. @param {Tree} tree @param {Path} path @param {Tree} value @returns {Tree} */
export const write = (tree, path, value) => {
  const [key, ...rest] = path
  if (key === undefined) return value
  const children = new Branch(tree instanceof Branch ? tree : [])
  const child = write(children.get(key) ?? null, rest, value)
  if (child === null) children.delete(key)
  else children.set(key, child)
  return children.size === 0 ? null : children
}

/** @param {string} key */
const integerOf = (key) => {
  const integer = INTEGER_KEY.test(key) ? Number(key) : NaN
  return integer >= INTEGER_MIN && integer <= INTEGER_MAX ? integer : null
}

/** The order of keys. @param {string} a @param {string} b */
export const compareKeys = (a, b) => {
  if (a === b) return 0
  if (a === MIN_NAME || b === MAX_NAME) return -1
  if (b === MIN_NAME || a === MAX_NAME) return 1
  const integerA = integerOf(a)
  const integerB = integerOf(b)
  if (integerA !== null && integerB !== null) return integerA - integerB || a.length - b.length
  if (integerA !== null) return -1
  if (integerB !== null) return 1
  return a < b ? -1 : 1
}

/** @param {Branch} children */
export const entriesInOrder = (children) => [...children].sort(([a], [b]) => compareKeys(a, b))

/** What a client's JSON says, server values resolved against what is there now.
 * @param {unknown} json @param {Tree} present @returns {Tree} */
export const fromJson = (json, present = null) => {
  if (json === null || json === undefined) return null
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json
  const fields = Object.entries(json)
  const special = new Map(fields)
  if (special.has('.value')) return fromJson(special.get('.value'), present)
  if (special.has('.sv')) return serverValue(special.get('.sv'), present)
  const children = new Branch()
  for (const [key, value] of fields) {
    const child = key === '.priority' ? null : fromJson(value, read(present, [key]))
    if (child !== null) children.set(key, child)
  }
  return children.size === 0 ? null : children
}

/** @param {unknown} operation @param {Tree} present @returns {Node} */
const serverValue = (operation, present) => {
  if (operation === 'timestamp') return Date.now()
  const { increment } = /** @type {{ increment?: unknown }} */ (operation)
  if (typeof increment !== 'number') throw new TypeError(`unknown server value ${JSON.stringify(operation)}`)
  return typeof present === 'number' ? present + increment : increment
}

/** @param {Tree} tree @returns {unknown} */
export const toJson = (tree) =>
  tree instanceof Branch ? Object.fromEntries(entriesInOrder(tree).map(([key, child]) => [key, toJson(child)])) : tree
