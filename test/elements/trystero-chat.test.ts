import { expect } from '@open-wc/testing'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

const CHAT = '<trystero-chat><p slot="empty">Say something</p></trystero-chat>'

/** Writes into one of a chat's fields. */
function type(page: Page, part: string, text: string): void {
  const input = inside(page.get('trystero-chat'), `[part=${part}]`) as HTMLInputElement
  input.value = text
  input.dispatchEvent(new page.frame.window.Event('input', { bubbles: true }))
}

const say = (page: Page, text: string): void => {
  type(page, 'input', text)
  inside(page.get('trystero-chat'), '[part=send]').click()
}

const lines = (page: Page): string[] =>
  [...(page.get('trystero-chat').shadowRoot?.querySelectorAll('[part~=message]') ?? [])].map((line) =>
    line.textContent.replace(/\s+/g, ' ').trim(),
  )

describe('<trystero-chat>', () => {
  afterEach(closePages)

  it('shows what everybody says, with names', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, CHAT))
    const two = await openPage(roomTag(name, CHAT))
    await meet(one, two)
    expect(one.get('p').checkVisibility()).to.be.true
    say(one, 'hello')
    type(two, 'nickname', 'Ann')
    await eventually('it arrives', () => lines(two).length === 1)
    expect(one.get('p').checkVisibility()).to.be.false
    say(two, 'hi <b>there</b>')
    await eventually('it arrives', () => lines(one).length === 2)
    const expected = [`${one.selfId.slice(0, 6)}: hello`, 'Ann: hi <b>there</b>']
    expect(lines(one)).to.deep.equal(expected)
    expect(lines(two)).to.deep.equal(expected)
    expect(two.get('trystero-chat').getAttribute('nickname')).to.equal('Ann')
    expect(inside(two.get('trystero-chat'), '[part=nickname]')).to.have.property('value', 'Ann')
    expect(inside(two.get('trystero-chat'), '[part=input]')).to.have.property('value', '')
    expect(inside(one.get('trystero-chat'), '[part~=own]').textContent).to.contain('hello')
  })

  it('says nothing that is empty, and scrolls with what is new', async () => {
    const page = await openPage(roomTag(uniqueName(), CHAT))
    await eventually('it joins', () => page.get('trystero-room').state === 'joined')
    say(page, '   ')
    expect(lines(page)).to.deep.equal([])
    for (let line = 0; line < 50; line += 1) say(page, `line ${line}`)
    await page.get('trystero-chat').updateComplete
    const log = inside(page.get('trystero-chat'), '[part=log]')
    expect(log.scrollTop + log.clientHeight).to.be.closeTo(log.scrollHeight, 1)
    log.scrollTop = 0
    say(page, 'one more')
    await page.get('trystero-chat').updateComplete
    expect(log.scrollTop).to.equal(0)
  })

  it('ignores what is no line of a chat, and cuts what is too long', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, CHAT))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    const [send] = two.get('trystero-room').room?.makeAction('trystero-chat') ?? []
    for (const data of [null, 5, 'text', [], {}, { text: 1, nickname: 2 }, { text: {}, nickname: '' }])
      await send?.(data)
    await send?.({ text: 'x'.repeat(20_000), nickname: 'n'.repeat(1000) })
    await eventually('one is shown', () => lines(one).length === 1)
    expect(lines(one)[0]).to.have.length(64 + 2 + 10_000)
    expect(one.uncaught).to.deep.equal([])
  })
})
