import { expect } from '@open-wc/testing'
import { LocalFirebase } from '../support/local-firebase.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, openPage } from './page.ts'
import type { Page } from './page.ts'

const attributesOf = (database: LocalFirebase): string =>
  `app-id="${database.url.replaceAll('&', '&amp;')}" name="${uniqueName()}"`

describe('Firebase by tags', () => {
  afterEach(closePages)

  it('tells how many are in a room, without joining it', async () => {
    const attributes = attributesOf(new LocalFirebase())
    const watcher = await openPage(`<trystero-occupants interval="1000" ${attributes}></trystero-occupants>`)
    const occupants = watcher.get('trystero-occupants')
    await eventually('nobody is there', () => occupants.count === 0)
    const room = `<trystero-room strategy="firebase" ${attributes}></trystero-room>`
    const one = await openPage(room)
    await openPage(room)
    await eventually('both are counted', () => occupants.getAttribute('count') === '2')
    await occupants.updateComplete
    expect(inside(occupants, '[part=count]').innerText).to.equal('2')
    await eventually('they meet', () => one.get('trystero-room').peerCount === 1)
  })

  it('takes an app that is initialised already', async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    type App = typeof import('../support/firebase-app.ts')
    const enter = async (page: Page, tag: 'trystero-room' | 'trystero-occupants'): Promise<void> => {
      const { initializeApp } = await page.frame.import<App>('/test/support/firebase-app.ts')
      const element = page.frame.document.createElement(tag)
      element.firebaseApp = initializeApp({ databaseURL: database.url }, tag)
      element.name = name
      element.strategy = 'firebase'
      if ('interval' in element) element.interval = 1000
      page.body.append(element)
    }
    const one = await openPage()
    await enter(one, 'trystero-room')
    const other = await openPage()
    await enter(other, 'trystero-room')
    await enter(other, 'trystero-occupants')
    await eventually('they meet', () => one.get('trystero-room').peers.includes(other.selfId))
    await eventually('both are counted', () => other.get('trystero-occupants').count === 2)
  })

  it('reports that it cannot ask', async () => {
    const page = await openPage()
    const keys: unknown[] = []
    page.body.addEventListener('trystero-error', ({ detail }) => keys.push(Reflect.get(detail.error, 'key')))
    page.html = '<trystero-occupants name="x"><i slot="unknown">?</i></trystero-occupants>'
    await eventually('it is reported', () => keys.length === 1)
    expect(keys).to.deep.equal(['appId'])
    expect(page.get('i').checkVisibility()).to.be.true
    expect(page.uncaught).to.deep.equal([])
  })
})
