import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'

/** How long a browser on a busy machine may take for what should take a second, in milliseconds. */
const PATIENCE_MS = 60_000

/** What a page throws and nobody catches arrives under this name, and its `trystero-error`s under the other. */
const UNCAUGHT = 'reportUncaught'
const TROUBLE = 'reportTrouble'

/** Somebody with a browser window, who looks at the page and uses its forms. */
export class Visitor {
  /** What the page threw and nobody caught. */
  uncaught = /** @type {unknown[]} */ ([])
  /** The codes of the page's `trystero-error` events. */
  #troubles = /** @type {Set<string>} */ (new Set())
  #news = new EventEmitter()
  /** @type {import('puppeteer-core').Page} */
  #page

  /** @param {import('puppeteer-core').Page} page */
  constructor(page) {
    this.#page = page
    page.setDefaultTimeout(PATIENCE_MS)
    page.setDefaultNavigationTimeout(PATIENCE_MS)
  }

  /**
   * Opens the page in a window of its own.
   *
   * @param {import('puppeteer-core').Browser} browser
   * @param {string} url
   */
  static async open(browser, url) {
    const visitor = new Visitor(await browser.newPage())
    await visitor.#open(url)
    return visitor
  }

  /** Who the visitor is to the others. */
  async id() {
    const id = await this.#page.waitForFunction(() =>
      Reflect.get(document.querySelector('trystero-room') ?? {}, 'selfId'),
    )
    return String(await id.jsonValue())
  }

  /**
   * @param {'joined' | 'failed'} state
   * @param {string} [room] a selector
   */
  async sees(state, room = 'trystero-room') {
    await this.#page.waitForSelector(`${room}[state="${state}"]`)
  }

  /**
   * Waits until a `trystero-error` has told what is wrong.
   *
   * @param {string} code
   */
  async hears(code) {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    while (!this.#troubles.has(code)) await once(this.#news, 'trouble', { signal })
  }

  /**
   * Waits until the other is in the list.
   *
   * @param {Visitor} other
   * @param {string} [room] a selector
   */
  async meets(other, room = 'trystero-room') {
    await this.#page.waitForSelector(`${room} trystero-peer[peer-id="${await other.id()}"]`)
  }

  /** Waits until nobody else is in the list any more. */
  async isAlone() {
    await this.#page.waitForFunction(() => !document.querySelector('trystero-peer'))
    await this.#page.waitForSelector('trystero-room[peer-count="0"]')
  }

  /**
   * @param {string} line
   * @param {string} [room] a selector
   */
  async says(line, room = 'trystero-room') {
    const input = await this.#page.waitForSelector(
      `${room} input[name="text"], ${room} trystero-chat >>> input[name="text"]`,
    )
    await input?.type(line)
    await input?.press('Enter')
  }

  /**
   * Waits until the line stands somewhere in the room.
   *
   * @param {string} line
   * @param {string} [room] a selector
   */
  async reads(line, room = 'trystero-room') {
    await this.#page.waitForSelector(`${room} ::-p-text(${line})`)
  }

  /**
   * Whether the line stands somewhere in the room.
   *
   * @param {string} line
   * @param {string} room a selector
   */
  async hasRead(line, room) {
    return (await this.#page.$(`${room} ::-p-text(${line})`)) !== null
  }

  /** Waits until the other's camera plays, which is when its time goes on. */
  async watches() {
    const video = await this.#page.waitForSelector('trystero-peer-video >>> video')
    assert.ok(video)
    const time = await this.#page.waitForFunction((element) => element.currentTime, {}, video)
    await this.#page.waitForFunction(
      (element, before) => element.currentTime > before,
      {},
      video,
      await time.jsonValue(),
    )
  }

  async closesTheTab() {
    if (!this.#page.isClosed()) await this.#page.close()
  }

  /** @param {string} url */
  async #open(url) {
    const page = this.#page
    await page.exposeFunction(UNCAUGHT, (/** @type {string} */ message) => this.uncaught.push(message))
    await page.exposeFunction(TROUBLE, (/** @type {string} */ code) => {
      this.#troubles.add(code)
      this.#news.emit('trouble')
    })
    await page.evaluateOnNewDocument(listen, UNCAUGHT, TROUBLE)
    await page.goto(url)
  }
}

/**
 * Runs in the page before anything of its own.
 *
 * @param {string} uncaught
 * @param {string} trouble
 */
function listen(uncaught, trouble) {
  const report = (/** @type {string} */ name, /** @type {unknown} */ what) => Reflect.get(window, name)(String(what))
  addEventListener('error', ({ message }) => report(uncaught, message))
  addEventListener('unhandledrejection', ({ reason }) => report(uncaught, reason))
  addEventListener('trystero-error', (event) => {
    const { detail } = /** @type {CustomEvent<{ error: { code: string } }>} */ (event)
    report(trouble, detail.error.code)
  })
}
