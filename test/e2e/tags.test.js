// A page of tags and the published file, on any web host: what people who copy the README's page get.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { PAIRS, Seats } from './seats.js'
import { Site } from './site.js'
import { roomTags, tagsPage } from './tags-page.js'

const site = new Site()
const seats = new Seats()

const room = (name = randomUUID(), tracker = '/tracker') =>
  `app-id="end-to-end-app" name="${name}" tracker-urls="${tracker}"`

describe('on a page of tags', () => {
  for (const [one, other] of PAIRS) {
    it(`${one} and ${other} list each other, chat, and see each other on camera`, async () => {
      const url = site.publish(tagsPage(room()))
      const ada = await seats.visit(one, url)
      const bob = await seats.visit(other, url)
      await Promise.all([ada.meets(bob), bob.meets(ada)])
      await ada.says('Hello Bob')
      await bob.reads('Hello Bob')
      await bob.says('Hello Ada')
      await ada.reads('Hello Ada')
      await Promise.all([ada.watches(), bob.watches()])
    })
  }

  it('two rooms are kept apart', async () => {
    const url = site.publish(tagsPage(`id="red" ${room()}`) + roomTags(`id="blue" ${room()}`))
    const ada = await seats.visit('chromium', url)
    const bob = await seats.visit('firefox', url)
    for (const id of ['#red', '#blue']) await Promise.all([ada.meets(bob, id), bob.meets(ada, id)])
    await ada.says('for the red', '#red')
    await bob.reads('for the red', '#red')
    await ada.says('for the blue', '#blue')
    await bob.reads('for the blue', '#blue')
    assert.equal(await bob.hasRead('for the red', '#blue'), false)
    assert.equal(await bob.hasRead('for the blue', '#red'), false)
  })

  it('the tracker reads no address, no app, no room and no line', async () => {
    const tracker = site.tracker()
    const name = randomUUID()
    const url = site.publish(tagsPage(room(name, tracker.path)))
    const ada = await seats.visit('chromium', url)
    const bob = await seats.visit('firefox', url)
    await Promise.all([ada.meets(bob), bob.meets(ada)])
    await ada.says('A secret')
    await bob.reads('A secret')
    const messages = await tracker.messages()
    assert.ok(messages.length > 0)
    for (const clear of ['candidate', 'fingerprint', 'v=0', '.local', '127.0.0.1', 'end-to-end-app', name, 'secret']) {
      assert.deepEqual(
        messages.filter((message) => message.includes(clear)),
        [],
      )
    }
  })
})
