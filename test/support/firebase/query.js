import { Branch, compareKeys, entriesInOrder, MAX_NAME, MIN_NAME, parsePath, read } from './tree.js'

/**
 * A query as the SDK writes it: start and end (value, name, inclusive), limit and the side it counts from, index.
 *
 * @typedef {{
 *   sp?: unknown, sn?: string, sin?: boolean,
 *   ep?: unknown, en?: string, ein?: boolean,
 *   l?: number, vf?: 'l' | 'r', i?: string,
 * }} Query
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {{ value: unknown, name: string }} Position
 */

const TYPES_IN_ORDER = ['boolean', 'number', 'string', 'object']

/** Null, then booleans, numbers, strings, objects. @param {unknown} value */
const rankOf = (value) => (value === null ? -1 : TYPES_IN_ORDER.indexOf(typeof value))

/** @param {unknown} a @param {unknown} b */
const compareValues = (a, b) => {
  if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b)
  return typeof a === 'object' ? 0 : Number(a) - Number(b)
}

/** @param {Position} a @param {Position} b */
const comparePositions = (a, b) => compareValues(a.value, b.value) || compareKeys(a.name, b.name)

/** Where a child stands in the query's order. Without an index the order is that of priorities, so that of keys.
 * @param {Query} query @param {string} key @param {Tree} child @returns {Position} */
const positionOf = ({ i: index }, key, child) => {
  if (index === undefined || index === '.key') return { value: null, name: key }
  return { value: index === '.value' ? child : read(child, parsePath(index)), name: key }
}

/** @param {Query} query @param {unknown} value @param {string | undefined} name @param {string} otherwise */
const boundOf = (query, value, name, otherwise) =>
  query.i === '.key' ? { value: null, name: String(value) } : { value, name: name ?? otherwise }

/** The children that a query asks for. @param {Tree} tree @param {Query} query @returns {Tree} */
export const select = (tree, query) => {
  if (!(tree instanceof Branch)) return tree
  let found = entriesInOrder(tree)
    .map(([key, child]) => ({ key, child, position: positionOf(query, key, child) }))
    .sort((a, b) => comparePositions(a.position, b.position))
  if (query.sp !== undefined) {
    const start = boundOf(query, query.sp, query.sn, MIN_NAME)
    const least = query.sin === false ? 1 : 0
    found = found.filter(({ position }) => Math.sign(comparePositions(position, start)) >= least)
  }
  if (query.ep !== undefined) {
    const end = boundOf(query, query.ep, query.en, MAX_NAME)
    const most = query.ein === false ? -1 : 0
    found = found.filter(({ position }) => Math.sign(comparePositions(position, end)) <= most)
  }
  if (query.l !== undefined) found = query.vf === 'r' ? found.slice(-query.l) : found.slice(0, query.l)
  return found.length === 0 ? null : new Branch(found.map(({ key, child }) => [key, child]))
}
