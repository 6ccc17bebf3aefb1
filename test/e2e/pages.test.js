// Pages of tags only, one for each thing that the family does, opened by two browsers.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { launchBrowser } from '../support/browsers.js'
import { startStaticServer } from '../support/static-server.js'
import { PAIRS } from './seats.js'

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('../support/browsers.js').BrowserName} BrowserName */

/** How long a browser on a busy machine may take for what should take a second, in milliseconds. */
const PATIENCE_MS = 60_000

/** @type {Map<string, Promise<import('puppeteer-core').Browser>>} */
const browsers = new Map()
/** @type {import('../support/http-server.js').Running} */
let server
/** @type {Page[]} */
let pages = []

beforeEach(async () => {
  // A tracker of its own for each test, so that nobody from the one before is still there.
  server = await startStaticServer(join(import.meta.dirname, '..', '..'))
})

afterEach(async () => {
  for (const page of pages) await page.close()
  pages = []
  await server.close()
})

after(async () => {
  for (const browser of browsers.values()) await (await browser).close()
})

/**
 * Opens one of the pages in two browsers, each a process of its own, which then see each other.
 *
 * @param {string} name
 * @param {readonly [BrowserName, BrowserName]} pair
 * @returns {Promise<[Page, Page]>}
 */
async function openTwice(name, pair) {
  const [one, other] = await Promise.all(
    pair.map(async (browserName, seat) => {
      const key = `${browserName} ${seat}`
      const browser = browsers.get(key) ?? launchBrowser(browserName)
      browsers.set(key, browser)
      const page = await (await browser).newPage()
      pages.push(page)
      page.setDefaultTimeout(PATIENCE_MS)
      await page.goto(`${server.url}/test/pages/${name}.html`)
      await page.waitForSelector('trystero-room[peer-count="1"]')
      return page
    }),
  )
  assert.ok(one && other)
  return [one, other]
}

/**
 * @param {Page} page
 * @param {string} selector
 */
async function find(page, selector) {
  const element = await page.waitForSelector(selector)
  assert.ok(element)
  return element
}

for (const pair of PAIRS) {
  describe(`${pair.join(' and ')}, by tags alone`, () => {
    it('chat', async () => {
      const [one, other] = await openTwice('chat', pair)
      await (await find(one, 'trystero-chat >>> [part=nickname]')).type('Ann')
      const input = await find(one, 'trystero-chat >>> [part=input]')
      await input.type('Hello')
      await input.press('Enter')
      const author = await find(other, 'trystero-chat >>> [part=author]')
      assert.equal(await author.evaluate((element) => element.textContent), 'Ann:')
      await find(other, 'trystero-chat >>> ::-p-text(Hello)')
    })

    it('see each other', async () => {
      for (const page of await openTwice('video', pair)) {
        const video = await find(page, 'trystero-peer-video >>> video')
        await page.waitForFunction((element) => Reflect.get(element, 'currentTime') > 0.2, {}, video)
        await find(page, 'trystero-ping[ms]')
      }
    })

    it('fill in a form together', async () => {
      const [one, other] = await openTwice('form', pair)
      await (await find(one, '[name=title]')).type('Plan')
      await (await find(other, '[name=notes]')).type('Notes')
      await (await find(one, '[name=done]')).click()
      await one.select('[name=colour]', 'green')
      for (const page of [one, other]) {
        await page.waitForFunction(() => {
          const form = document.querySelector('form')
          const data = form && Object.fromEntries(new FormData(form))
          return data?.title === 'Plan' && data.notes === 'Notes' && data.done === 'on' && data.colour === 'green'
        })
      }
    })

    it('pass files', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'trystero-elements-'))
      try {
        const [one, other] = await openTwice('files', pair)
        const paths = [join(folder, 'a.txt'), join(folder, 'b.bin')]
        await writeFile(paths[0] ?? '', 'hello')
        await writeFile(paths[1] ?? '', Buffer.alloc(3_000_000, 7))
        const input = await find(one, 'trystero-files >>> input[type=file]')
        await /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (input).uploadFile(...paths)
        await find(other, 'trystero-files >>> a[download="b.bin"]')
        const link = await find(other, 'trystero-files >>> a[download="a.txt"]')
        const text = await link.evaluate(async (element) => (await fetch(Reflect.get(element, 'href'))).text())
        assert.equal(text, 'hello')
      } finally {
        await rm(folder, { recursive: true })
      }
    })

    it('see each other’s pointers', async () => {
      const [one, other] = await openTwice('cursors', pair)
      const box = await (await find(one, 'trystero-cursors')).boundingBox()
      assert.ok(box)
      await one.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
      const cursor = await find(other, 'trystero-cursors >>> [part=cursor]')
      const left = await cursor.evaluate((element) => parseFloat(/** @type {HTMLElement} */ (element).style.left))
      assert.ok(Math.abs(left - 50) < 1, `the pointer is at ${left} %`)
    })
  })
}
