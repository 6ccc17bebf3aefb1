import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { Branch, entriesInOrder } from './tree.js'

/** @param {string} text */
const sha1 = (text) => createHash('sha1').update(text).digest('base64')

/** The 64 bits of a number in hexadecimal. @param {number} value */
const bitsOf = (value) => {
  const bits = Buffer.alloc(8)
  bits.writeDoubleBE(value)
  return bits.toString('hex')
}

/**
 * The hash by which a client says what it knows: in a transaction the value that it was computed from, in a listen the
 * value that need not be sent again. Empty for nothing.
 *
 * @param {import('./tree.js').Tree} tree
 * @returns {string}
 */
export const hashOf = (tree) => {
  if (tree === null) return ''
  if (typeof tree === 'number') return sha1(`number:${bitsOf(tree)}`)
  if (!(tree instanceof Branch)) return sha1(`${typeof tree}:${tree}`)
  return sha1(
    entriesInOrder(tree)
      .map(([key, child]) => `:${key}:${hashOf(child)}`)
      .join(''),
  )
}
