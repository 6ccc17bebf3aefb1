// The elements in apps of each framework, all of which do the same: set properties and attributes, listen to events,
// show a list of peers, and take the room out of the page and put it back.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { launchBrowser } from '../support/browsers.js'
import { startApps, WITNESS } from './apps.js'

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('puppeteer-core').Browser} Browser */
/** @typedef {import('../../elements/index.ts').TrysteroRoom} TrysteroRoom */
/** @typedef {import('../../elements/index.ts').TrysteroAction} TrysteroAction */
/** @typedef {import('../../elements/index.ts').TrysteroSelfVideo} TrysteroSelfVideo */

/** Each framework, and in which browsers its app is tried: what differs is the framework, not the browser. */
const FRAMEWORKS = /** @type {const} */ ({
  react: ['chromium', 'firefox'],
  preact: ['chromium'],
  solid: ['chromium'],
  svelte: ['chromium'],
  vue: ['chromium'],
})

/** @type {import('../support/http-server.js').Running} */
let server

before(async () => {
  server = await startApps(Object.keys(FRAMEWORKS))
})

after(async () => {
  await server.close()
})

for (const [framework, browsers] of Object.entries(FRAMEWORKS)) {
  for (const name of browsers) {
    describe(`${framework} in ${name}`, () => {
      const roomName = `${framework}-${name}`
      /** @type {unknown[]} */
      const errors = []
      /** @type {Browser} */
      let browser
      /** @type {Page} */
      let app
      /** @type {Page} */
      let witness

      before(async () => {
        browser = await launchBrowser(name)
        witness = await open(`${WITNESS}#${roomName}`)
        app = await open(`/${framework}/index.html#${roomName}`)
        await app.waitForSelector('#room[peer-count="1"] #peers li')
      })

      after(async () => {
        await browser.close()
      })

      it('sets properties', async () => {
        const policy = await app.$eval('#room', (element) => {
          const { room, peers } = /** @type {TrysteroRoom} */ (element)
          return room?.getConnection(peers[0] ?? '')?.getConfiguration().bundlePolicy
        })
        assert.equal(policy, 'max-bundle')
        const { code } = await sendFrom(witness, 'x'.repeat(2000))
        assert.equal(code, 'send', 'more than the `maxPayload` of the property `config`')
      })

      it('calls methods, and handles events', async () => {
        await app.click('#send')
        await textIn(witness, '#messages li', 'from the app')
        assert.deepEqual(await sendFrom(witness, 'from the witness'), {})
        await textIn(app, '#messages li', 'from the witness')
      })

      it('shows what a peer shares', async () => {
        await witness.$eval('trystero-self-video', (element) => {
          const canvas = document.createElement('canvas')
          const stream = canvas.captureStream()
          // A captured canvas sends what is drawn on it, and nothing before.
          const context = canvas.getContext('2d')
          setInterval(() => context?.fillRect(Math.random() * canvas.width, 0, 9, 9), 50)
          const selfVideo = /** @type {TrysteroSelfVideo} */ (element)
          selfVideo.stream = stream
        })
        await app.waitForFunction(() => {
          const video = document.querySelector('trystero-peer-video')?.shadowRoot?.querySelector('video')
          return video && video.videoWidth > 0
        })
      })

      it('keeps the elements of those who stay when others come and go', async () => {
        const ping = await app.$('#peers li trystero-ping')
        const guest = await open(`${WITNESS}#${roomName}`)
        await app.waitForFunction(() => document.querySelectorAll('#peers trystero-ping[ms]').length === 2)
        await guest.close()
        await app.waitForFunction(() => document.querySelectorAll('#peers li').length === 1)
        assert.equal(await ping?.evaluate((element) => element.isConnected), true)
      })

      it('stays in the room whatever is rendered anew', async () => {
        assert.deepEqual(await seenBy(witness), ['join', 'join', 'leave'])
      })

      it('leaves the room when it is taken out of the page, and joins when it is back', async () => {
        await app.click('#toggle')
        await witness.waitForSelector('trystero-room[peer-count="0"]')
        await app.click('#toggle')
        await app.waitForSelector('#room[peer-count="1"] #peers li')
        assert.deepEqual((await seenBy(witness)).slice(3), ['leave', 'join'])
      })

      it('says nothing in the console', () => {
        assert.deepEqual(errors, [])
      })

      /** @param {string} path */
      async function open(path) {
        const page = await newPage(browser)
        page.on('pageerror', (error) => errors.push(error))
        page.on('console', (message) => {
          if (['error', 'warn'].includes(message.type())) errors.push(message.text())
        })
        await page.goto(server.url + path)
        return page
      }
    })
  }
}

describe('React in StrictMode', () => {
  it('joins once when an effect joins, leaves and joins', async (test) => {
    const browser = await launchBrowser('chromium')
    test.after(() => browser.close())
    const witness = await newPage(browser)
    await witness.goto(`${server.url}${WITNESS}#strict-by-effect`)
    await witness.waitForSelector('trystero-room[state=joined]')
    const app = await newPage(browser)
    await app.goto(`${server.url}/react/index.html#strict`)
    await app.waitForSelector('#by-effect[peer-count="1"]')
    assert.deepEqual(await seenBy(witness), ['join'])
  })
})

/**
 * Each in a window of its own: a page behind another one draws nothing, and can be waited for and clicked in vain.
 *
 * @param {Browser} browser
 */
async function newPage(browser) {
  return browser.newPage({ type: 'window' })
}

/**
 * Sends from the tags of a witness.
 *
 * @param {Page} page
 * @param {string} data
 * @returns {Promise<{ code?: string }>} what went wrong
 */
async function sendFrom(page, data) {
  return page.$eval(
    'trystero-action',
    (element, data) =>
      /** @type {TrysteroAction} */ (element).send(data).then(
        () => ({}),
        (/** @type {unknown} */ error) => ({ code: Reflect.get(Object(error), 'code') }),
      ),
    data,
  )
}

/**
 * Who came and went, in the eyes of a witness.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
async function seenBy(page) {
  return /** @type {Promise<string[]>} */ (page.evaluate('seen'))
}

/**
 * Waits for a text to appear.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {string} text
 */
async function textIn(page, selector, text) {
  await page.waitForFunction(
    (selector, text) => [...document.querySelectorAll(selector)].some((element) => element.textContent === text),
    {},
    selector,
    text,
  )
}
