/** @typedef {import('puppeteer-core').Browser} Browser */
/** @typedef {Omit<import('./library.ts').Place, 'isFirst'>} Place */

const MIB = 2 ** 20

/** How long the first peer has been in a room when the second joins, in milliseconds: it is known by then. */
const SETTLE_MS = 1_000

/** How many round trips are under way at once. */
const AT_ONCE = 2_000

/** How long the frames may take for that, in milliseconds. */
export const MESH_LIMIT_MS = 20_000

/** One library after the other in pages of one browser. */
export class Measurements {
  #browser
  #pageUrl

  /**
   * @param {Browser} browser
   * @param {string} pageUrl where page.html has been built to
   */
  constructor(browser, pageUrl) {
    this.#browser = browser
    this.#pageUrl = pageUrl
  }

  /**
   * Two pages: the second joins a room in which the first waits, and sends it small and large things.
   *
   * @param {string} library
   * @param {Place} place
   * @returns {Promise<Record<'join' | 'roundTrip' | 'roundTripsAtOnce' | 'transfer' | 'roundTripDuring', number>>}
   *   milliseconds, and for `roundTripsAtOnce` and `transfer` round trips and megabytes per second
   */
  async pair(library, place) {
    try {
      const first = await this.#open(library)
      const second = await this.#open(library)
      await call(first, 'join', { ...place, isFirst: true })
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      await call(second, 'join', { ...place, isFirst: false })
      const { calledAt, metAt } = await call(second, 'met')
      return {
        join: Math.max(metAt, (await call(first, 'met')).metAt) - calledAt,
        roundTrip: await call(second, 'roundTrip'),
        roundTripsAtOnce: await call(second, 'roundTripsAtOnce', AT_ONCE),
        transfer: (await call(second, 'transfer', 64 * MIB)) / 1e6,
        roundTripDuring: await call(second, 'roundTripDuring', 32 * MIB),
      }
    } finally {
      await this.#closePages()
    }
  }

  /**
   * Frames of one page that join at once.
   *
   * @param {string} library
   * @param {number} frames how many
   * @param {Place} place
   * @returns {Promise<import('./library.ts').MeshResult>}
   */
  async mesh(library, frames, place) {
    try {
      const page = await this.#open(library)
      return await call(page, 'mesh', library, frames, { ...place, isFirst: true }, MESH_LIMIT_MS)
    } finally {
      await this.#closePages()
    }
  }

  /** @param {string} library */
  async #open(library) {
    const page = await this.#browser.newPage()
    page.on('pageerror', (error) => console.error(`${library}:`, error))
    await page.goto(this.#pageUrl)
    await call(page, 'load', library)
    return page
  }

  /** All but the window that the browser began with, so that what follows has the machine for itself. */
  async #closePages() {
    for (const page of (await this.#browser.pages()).slice(1)) await page.close()
  }
}

/**
 * Calls a method of the page's `bench` (see page.ts).
 *
 * @param {import('puppeteer-core').Page} page
 * @param {string} method
 * @param {unknown[]} values
 */
function call(page, method, ...values) {
  return page.evaluate((method, values) => Reflect.get(window, 'bench')[method](...values), method, values)
}
