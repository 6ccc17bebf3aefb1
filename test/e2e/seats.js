import assert from 'node:assert/strict'
import { after, afterEach } from 'node:test'
import { launchBrowser } from '../support/browsers.js'
import { Visitor } from './visitor.js'

/** @typedef {import('../support/browsers.js').BrowserName} BrowserName */

/**
 * Who meets whom.
 *
 * @type {[BrowserName, BrowserName][]}
 */
export const PAIRS = [
  ['chromium', 'chromium'],
  ['firefox', 'firefox'],
  ['chromium', 'firefox'],
]

/**
 * The same where it matters who does something to whom.
 *
 * @type {[BrowserName, BrowserName][]}
 */
export const DIRECTED_PAIRS = [...PAIRS, ['firefox', 'chromium']]

/**
 * Seats to visit pages from, each with a browser process of its own that serves all tests of a file. After each test the
 * windows are closed, and nothing may have been thrown in them that nobody caught.
 */
export class Seats {
  /** @type {Map<string, Promise<import('puppeteer-core').Browser>>} */
  #browsers = new Map()
  /** @type {Map<string, Visitor>} */
  #visitors = new Map()

  constructor() {
    afterEach(() => this.#clear())
    after(async () => {
      for (const browser of this.#browsers.values()) await (await browser).close()
    })
  }

  /**
   * Opens an address at the next free seat: everybody in a test is in a browser of their own.
   *
   * @param {BrowserName} name
   * @param {string} url
   */
  async visit(name, url) {
    let number = 1
    while (this.#visitors.has(`${name} ${number}`)) number += 1
    const seat = `${name} ${number}`
    const browser = this.#browsers.get(seat) ?? launchBrowser(name)
    this.#browsers.set(seat, browser)
    const visitor = await Visitor.open(await browser, url)
    this.#visitors.set(seat, visitor)
    return visitor
  }

  async #clear() {
    const visitors = [...this.#visitors.values()]
    this.#visitors.clear()
    for (const visitor of visitors) await visitor.closesTheTab()
    for (const { uncaught } of visitors) assert.deepEqual(uncaught, [])
  }
}
