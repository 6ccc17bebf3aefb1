import { expect } from '@open-wc/testing'
import { LocalTracker } from '../support/local-tracker.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

const text = (page: Page): string =>
  inside(page.get('trystero-status'), '[part=status]').innerText.replace(/\s+/g, ' ').trim()

describe('<trystero-status>', () => {
  afterEach(closePages)

  it('says how the room is doing, in a polite live region', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, '<trystero-status></trystero-status>'))
    const status = one.get('trystero-status')
    await eventually('it is connected', () => text(one).startsWith('Connected'))
    expect(inside(status, '[part=status]').getAttribute('role')).to.equal('status')
    expect(status.matches(':state(joined)')).to.be.true
    const two = await openPage(roomTag(name))
    await meet(one, two)
    await eventually('it counts', () => text(one) === 'Connected · Others here: 1')
    await one.get('trystero-room').leave()
    await eventually('it has left', () => text(one) === 'Not in the room · Others here: 0')
  })

  it('shows which meeting places answer', async () => {
    const tracker = new LocalTracker()
    await tracker.start()
    const page = await openPage(
      `<trystero-room app-id="test" name="${uniqueName()}" tracker-urls="${tracker.url}"><trystero-status></trystero-status></trystero-room>`,
    )
    const shows = (state: string): boolean => {
      const relay = page.get('trystero-status').shadowRoot?.querySelector<HTMLElement>(`[part~=relay-${state}]`)
      return relay?.innerText.trim() === tracker.url
    }
    await eventually('it is open', () => shows('open'))
    await tracker.stop()
    await eventually('it is closed', () => shows('closed'))
    await eventually('it says so', () => text(page).startsWith('Cannot connect'))
  })

  it('takes other words', async () => {
    const page = await openPage('<trystero-status><span slot="idle">Nicht im Raum</span></trystero-status>')
    await page.get('trystero-status').updateComplete
    expect(page.get('span').checkVisibility()).to.be.true
  })
})
