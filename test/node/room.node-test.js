import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import wrtc from '@roamhq/wrtc'
import { WebSocket } from 'ws'
import { launchBrowser } from '../support/browsers.js'
import { startStaticServer } from '../support/static-server.js'
import { buildLibrary } from './build.js'

// A room with a peer in this process, another in a browser, and a tracker between them.

/** @typedef {typeof import('../../src/torrent.ts')} Library */
/** @typedef {import('../../src/core.ts').Room} Room */

/** In bytes: some hundred frames. */
const FILE_BYTES = 8 * 2 ** 20

// What Node has by itself from version 22 on.
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket })

describe('A room with a browser and Node in it', () => {
  /** @type {(() => Promise<unknown>)[]} */
  const opened = []
  /** @type {import('puppeteer-core').Page} */
  let page
  /** @type {Room} */
  let room
  let selfId = ''

  before(async () => {
    const library = await buildLibrary()
    opened.push(library.remove)
    const server = await startStaticServer(library.folder, { '/page.html': '<!doctype html><title>A peer</title>' })
    opened.push(server.close)
    const browser = await launchBrowser('chromium')
    opened.push(() => browser.close())
    page = await browser.newPage()
    await page.goto(`${server.url}/page.html`)
    const config = { appId: 'node', trackerUrls: [`ws://localhost:${server.port}/tracker`] }
    await page.evaluate(async (config) => {
      const path = '/torrent.js'
      const { joinRoom } = /** @type {Library} */ (await import(path))
      const room = joinRoom(config, 'room')
      room.makeRequest('shout')[1]((data) => (typeof data === 'string' ? `${data}!` : null))
      // Says which bytes came, and sends them back.
      const [send, receive] = room.makeAction('file')
      receive((data, peerId, metadata) => {
        if (data instanceof ArrayBuffer) void send(new File([data], 'back'), peerId, metadata)
      })
      Object.assign(window, { room })
    }, config)
    const { joinRoom, selfId: ownId } = /** @type {Library} */ (await import(library.url('torrent.js')))
    selfId = ownId
    room = joinRoom({ ...config, wrtc }, 'room')
    opened.push(() => room.leave())
    await new Promise((resolve) => room.onPeerJoin(resolve))
  })

  after(async () => {
    for (const close of opened.reverse()) await close()
  })

  /** @template T @param {(room: Room) => T} use a function that runs in the page */
  const inPage = (use) => page.evaluate(`(${use.toString()})(window.room)`)

  it('has both', async () => {
    const [peerId = ''] = room.getPeers()
    assert.match(peerId, /^[0-9A-Za-z]{20}$/)
    assert.deepEqual(await inPage((room) => room.getPeers()), [selfId])
    assert.equal(room.getRelays()[0]?.state, 'open')
    assert.ok((await room.ping(peerId)) >= 0)
  })

  it('carries questions and answers both ways', async () => {
    const [peerId = ''] = room.getPeers()
    const [ask, answer] = room.makeRequest('shout')
    assert.equal(await ask('hello', peerId), 'hello!')
    answer((data) => (typeof data === 'string' ? data.toUpperCase() : null))
    const answered = await inPage((room) => room.makeRequest('shout')[0]('hello', room.getPeers()[0] ?? ''))
    assert.equal(answered, 'HELLO')
  })

  it('carries a file of megabytes both ways', async () => {
    const sent = crypto.getRandomValues(new Uint8Array(65_536))
    const parts = Array.from({ length: FILE_BYTES / sent.byteLength }, () => sent)
    const file = new File(parts, 'there')
    const [send, receive] = room.makeAction('file')
    const back = new Promise((resolve) => receive((data, _peerId, metadata) => resolve({ data, metadata })))
    /** @type {number[]} */
    const fractions = []
    await send(file, null, { name: 'ä' }, (fraction) => fractions.push(fraction))
    assert.equal(fractions.at(-1), 1)
    const { data, metadata } = /** @type {{ data: ArrayBuffer, metadata: unknown }} */ (await back)
    assert.deepEqual(metadata, { name: 'ä' })
    assert.equal(data.byteLength, FILE_BYTES)
    assert.equal(await sha256(data), await sha256(await file.arrayBuffer()))
  })

  it('is left by Node at once, as by anybody', async () => {
    // The page listens before Node leaves.
    await inPage((room) => {
      const left = new Promise((resolve) => room.onPeerLeave(resolve))
      Object.assign(window, { left })
    })
    await room.leave()
    assert.equal(await page.evaluate('left'), selfId)
  })
})

/** @param {ArrayBuffer} data */
async function sha256(data) {
  return Buffer.from(await crypto.subtle.digest('SHA-256', data)).toString('hex')
}
