/**
 * Stands in for uint8-util, whose browser version needs `Uint8Array.prototype.toHex`: neither Node nor browsers of the
 * last two years all have it, and simple-peer only makes names with it.
 */

/** @param {number} length in bytes */
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))

/** @param {Uint8Array} bytes */
export const arr2hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** @param {string} text */
export const text2arr = (text) => new TextEncoder().encode(text)
