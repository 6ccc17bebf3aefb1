// `npm run test:large`: what takes too long for every day. Two browsers, each a process of its own, and a file between them.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { BROWSERS, launchBrowser } from '../../support/browsers.js'
import { startDemoServer } from '../../support/demo-server.js'
import { MemoryWatch } from './memory.js'

/** @typedef {import('./page.ts').LargePage} LargePage */

const MIB = 2 ** 20
const STREAMED_BYTES = 2_048 * MIB
const WHOLE_BYTES = 256 * MIB

/** How much more memory a browser may hold while it sends a file of any size. */
const MAX_EXTRA_TO_SEND = 100 * MIB

/**
 * The same for the one that streams it in. Pieces belong to whoever reads them, and what a reader has dropped Firefox frees
 * late.
 */
const MAX_EXTRA_TO_RECEIVE = { chromium: 100 * MIB, firefox: 200 * MIB }

/** @type {Awaited<ReturnType<typeof startDemoServer>>} */
let server

before(async () => {
  server = await startDemoServer()
})

after(() => server.close())

for (const name of BROWSERS) {
  describe(`Between two of ${name}`, () => {
    /** @type {Visitor} */
    let sender
    /** @type {Visitor} */
    let receiver

    before(async () => {
      sender = await Visitor.open(name)
      receiver = await Visitor.open(name)
    })

    after(async () => {
      await sender.close()
      await receiver.close()
    })

    it('a file of 2 GiB streams without being held', async () => {
      const hash = await sender.call('make', 'streamed', STREAMED_BYTES)
      await meet()
      const watches = [sender, receiver].map(({ pid }) => new MemoryWatch(pid))
      for (const watch of watches) await watch.start()
      const began = performance.now()
      const received = receiver.call('receive', 'streamed', true)
      await sender.call('send', 'streamed', 'streamed')
      assert.deepEqual(await received, { bytes: STREAMED_BYTES, hash })
      const seconds = (performance.now() - began) / 1_000
      const [sending = 0, receiving = 0] = watches.map((watch) => watch.stop())
      console.log(
        `${name}: 2 GiB in ${seconds.toFixed(0)} s, ${(STREAMED_BYTES / 1e6 / seconds).toFixed(1)} MB/s;`,
        `extra memory ${(sending / MIB).toFixed(0)} MiB to send, ${(receiving / MIB).toFixed(0)} MiB to receive`,
      )
      assert.ok(sending < MAX_EXTRA_TO_SEND && receiving < MAX_EXTRA_TO_RECEIVE[name])
    })

    it('256 MiB arrive as one ArrayBuffer', async () => {
      const hash = await sender.call('make', 'whole', WHOLE_BYTES)
      await meet()
      const received = receiver.call('receive', 'whole', false)
      await sender.call('send', 'whole', 'whole')
      assert.deepEqual(await received, { bytes: WHOLE_BYTES, hash })
    })

    /** In fresh pages, which hold nothing of what was done before. */
    async function meet() {
      await Promise.all([sender.reload(), receiver.reload()])
      await Promise.all([sender.call('join'), receiver.call('join')])
    }
  })
}

describe('A link that is cut', () => {
  it('lets go what has come of a payload', async () => {
    const sender = await Visitor.open('chromium')
    const receiver = await Visitor.open('chromium')
    await sender.call('make', 'cut', WHOLE_BYTES)
    await Promise.all([sender.call('join'), receiver.call('join')])
    const before = await receiver.heldBytes()
    const half = receiver.call('receivePart', 'cut', 0.5)
    // Nobody is left to be told what becomes of it.
    sender.call('send', 'cut', 'cut').catch(() => undefined)
    await half
    const left = receiver.call('left')
    sender.kill()
    const during = await receiver.heldBytes()
    await left
    const after = await receiver.heldBytes()
    await receiver.close()
    console.log(`held ${[before, during, after].map((bytes) => (bytes / MIB).toFixed(0)).join(', ')} MiB`)
    assert.ok(during - before >= WHOLE_BYTES / 2)
    assert.ok(after - before < MIB)
  })
})

/** A browser with one page in it. */
class Visitor {
  #browser
  #page

  /** @param {import('puppeteer-core').Browser} browser @param {import('puppeteer-core').Page} page */
  constructor(browser, page) {
    this.#browser = browser
    this.#page = page
  }

  /** @param {import('../../support/browsers.js').BrowserName} name */
  static async open(name) {
    // A call takes as long as the transfer that it waits for.
    const browser = await launchBrowser(name, { protocolTimeout: 0 })
    const visitor = new Visitor(browser, await browser.newPage())
    await visitor.reload()
    return visitor
  }

  get pid() {
    return this.#browser.process()?.pid ?? 0
  }

  async reload() {
    await this.#page.close()
    this.#page = await this.#browser.newPage()
    await this.#page.goto(`${server.url}/test/node/large/page.html`)
    await this.#page.waitForFunction(() => 'page' in window)
  }

  /**
   * Calls a function of the page.
   *
   * @template {keyof LargePage} Name
   * @param {Name} name
   * @param {Parameters<LargePage[Name]>} args
   * @returns {Promise<Awaited<ReturnType<LargePage[Name]>>>}
   */
  call(name, ...args) {
    return this.#page.evaluate(
      (name, args) => Reflect.apply(Reflect.get(Reflect.get(window, 'page'), name), undefined, args),
      name,
      args,
    )
  }

  /** What the page's buffers take, in bytes, without those that nobody needs any more. For Chromium. */
  async heldBytes() {
    const session = await this.#page.createCDPSession()
    await session.send('HeapProfiler.collectGarbage')
    const { backingStorageSize } = await session.send('Runtime.getHeapUsage')
    return backingStorageSize
  }

  /** Ends its process at once. */
  kill() {
    this.#browser.process()?.kill('SIGKILL')
  }

  close() {
    return this.#browser.close()
  }
}
