// How soon the others notice that somebody has gone, and whatever became of the browser.
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { launchBrowser } from '../support/browsers.js'
import { DIRECTED_PAIRS, Seats } from './seats.js'
import { Site } from './site.js'
import { tagsPage } from './tags-page.js'
import { Visitor } from './visitor.js'

const site = new Site()
const seats = new Seats()

describe('whoever leaves goes from the list', () => {
  for (const [staying, going] of DIRECTED_PAIRS) {
    it(`${staying} sees that ${going} closes the tab`, async (test) => {
      const url = publish()
      const ada = await seats.visit(staying, url)
      const bob = await seats.visit(going, url)
      await Promise.all([ada.meets(bob), bob.meets(ada)])
      const closedAt = performance.now()
      const [noticedAt] = await Promise.all([ada.isAlone().then(() => performance.now()), bob.closesTheTab()])
      test.diagnostic(`noticed after ${Math.round(noticedAt - closedAt)} ms`)
    })

    it(`${staying} sees that ${going} is killed`, async (test) => {
      const url = publish()
      const ada = await seats.visit(staying, url)
      const doomed = await launchBrowser(going)
      const bob = await Visitor.open(doomed, url)
      await Promise.all([ada.meets(bob), bob.meets(ada)])
      const killedAt = performance.now()
      doomed.process()?.kill('SIGKILL')
      await ada.isAlone()
      test.diagnostic(`noticed after ${Math.round(performance.now() - killedAt)} ms`)
    })
  }
})

function publish() {
  return site.publish(tagsPage(`app-id="end-to-end" name="${randomUUID()}" tracker-urls="/tracker"`))
}
