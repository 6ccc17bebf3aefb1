import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BROWSERS, launchBrowser } from '../support/browsers.js'
import { startDemoServer } from '../support/demo-server.js'

// A page whose whole browser is killed: it has no time to say anything, so what remains is what the server knows to do.

/** @type {import('../support/http-server.js').Running} */
let server
before(async () => {
  server = await startDemoServer()
})
after(() => server.close())

for (const name of BROWSERS) {
  test(`killing ${name} empties the presence of its page`, async (context) => {
    const browser = await launchBrowser(name)
    context.after(() => browser.close().catch(() => undefined))
    const page = await browser.newPage()
    await page.goto(`${server.url}/test/support/peer-frame.html`)
    const namespace = `killed-${name}`
    const appId = `${server.url.replace('http', 'ws')}/?ns=${namespace}`
    const selfId = await page.evaluate(async (appId) => {
      const path = '/src/firebase.ts'
      /** @type {typeof import('../../src/firebase.ts')} */
      const { joinRoom, selfId } = await import(path)
      const room = joinRoom({ appId }, 'room')
      await new Promise((resolve) => {
        room.addEventListener('relay', ({ state }) => state === 'open' && resolve(undefined))
      })
      return selfId
    }, appId)
    const data = async () => {
      const headers = { authorization: 'Bearer owner' }
      return (await fetch(`${server.url}/.json?ns=${namespace}`, { headers })).text()
    }
    assert.match(await data(), new RegExp(selfId))
    browser.process()?.kill('SIGKILL')
    while ((await data()) !== 'null');
  })
}
