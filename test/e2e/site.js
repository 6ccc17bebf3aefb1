import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { startStaticServer } from '../support/static-server.js'

/** Any web host: it knows the built package and the test's pages, and looks into neither. Runs as long as a file's tests. */
export class Site {
  /** @type {Record<string, string>} */
  #pages = {}
  /** @type {import('../support/http-server.js').Running | undefined} */
  #server

  constructor() {
    before(async () => {
      this.#server = await startStaticServer(join(import.meta.dirname, '..', '..'), this.#pages)
    })
    after(() => this.#server?.close())
  }

  /**
   * @param {string} html
   * @returns {string} its address
   */
  publish(html) {
    const path = `/${randomUUID()}.html`
    this.#pages[path] = html
    return this.#url(path)
  }

  /** A tracker that nobody else uses. */
  tracker() {
    const name = randomUUID()
    const control = this.#url(`/__tracker/${name}`)
    return {
      path: `/tracker/${name}`,
      stop: () => fetch(`${control}/stop`, { method: 'POST' }),
      start: () => fetch(`${control}/start`, { method: 'POST' }),
      /** Everything that passed, as the tracker's operator would read it. */
      messages: async () => /** @type {string[]} */ (await (await fetch(`${control}/messages`)).json()),
    }
  }

  /** @param {string} path */
  #url(path) {
    if (!this.#server) throw new Error('The site is up only while tests run')
    return this.#server.url + path
  }
}
