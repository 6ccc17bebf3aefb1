// What a page is told when something is wrong, and that it comes right by itself when the cause is gone.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { BROWSERS } from '../support/browsers.js'
import { Seats } from './seats.js'
import { Site } from './site.js'
import { tagsPage } from './tags-page.js'

/** @type {Record<string, string>} */
const MISTAKES = {
  'without app-id': 'name="room" tracker-urls="/tracker"',
  'without name': 'app-id="end-to-end" tracker-urls="/tracker"',
  'with an unknown strategy': 'app-id="end-to-end" name="room" strategy="pigeon"',
}

const site = new Site()
const seats = new Seats()

for (const browser of BROWSERS) {
  describe(`in ${browser} a room fails visibly`, () => {
    for (const [what, attributes] of Object.entries(MISTAKES)) {
      it(what, async () => {
        const ada = await seats.visit(browser, site.publish(tagsPage(attributes)))
        await ada.sees('failed')
        await ada.hears('config')
      })
    }

    it('with a tracker that cannot be reached', async () => {
      const tracker = `ws://127.0.0.1:${await unusedPort()}`
      const attributes = `app-id="end-to-end" name="room" tracker-urls="${tracker}"`
      const ada = await seats.visit(browser, site.publish(tagsPage(attributes)))
      await ada.sees('failed')
      await ada.hears('signaling')
    })
  })
}

describe('a tracker that goes and comes back', () => {
  it('is found again by those who wait for others', async () => {
    const tracker = site.tracker()
    const url = publish(tracker.path)
    const ada = await seats.visit('chromium', url)
    const bob = await seats.visit('firefox', publish(tracker.path))
    await Promise.all([ada.sees('joined'), bob.sees('joined')])
    await tracker.stop()
    await Promise.all([ada.sees('failed'), bob.sees('failed')])
    await tracker.start()
    await Promise.all([ada.sees('joined'), bob.sees('joined')])
    const eve = await seats.visit('firefox', url)
    await Promise.all([ada.meets(eve), eve.meets(ada)])
  })

  it('is not missed by those who have each other, and brings newcomers again', async () => {
    const tracker = site.tracker()
    const url = publish(tracker.path)
    const ada = await seats.visit('chromium', url)
    const bob = await seats.visit('firefox', url)
    await Promise.all([ada.meets(bob), bob.meets(ada)])
    await tracker.stop()
    await Promise.all([ada.hears('signaling'), bob.hears('signaling')])
    await ada.says('Still there')
    await bob.reads('Still there')
    const eve = await seats.visit('chromium', url)
    await eve.sees('failed')
    await tracker.start()
    await Promise.all([ada.meets(eve), bob.meets(eve), eve.meets(ada), eve.meets(bob)])
    await Promise.all([ada.sees('joined'), bob.sees('joined'), eve.sees('joined')])
  })
})

/** @param {string} tracker */
function publish(tracker) {
  return site.publish(tagsPage(`app-id="end-to-end" name="${randomUUID()}" tracker-urls="${tracker}"`))
}

/** A port that nobody listens on. */
async function unusedPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (!address || typeof address === 'string') throw new Error('The server listens on no port')
  return address.port
}
