import { expect } from '@open-wc/testing'
import fc from 'fast-check'
import { LastWriterWins } from '../../elements/last-writer-wins.ts'
import type { Entry } from '../../elements/last-writer-wins.ts'
import type { Json } from '../../src/index.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

const FORM = `<trystero-sync><form>
  <input name="text"><textarea name="long"></textarea>
  <input type="checkbox" name="on"><input type="checkbox" name="tags" value="a"><input type="checkbox" name="tags" value="b">
  <input type="radio" name="size" value="s"><input type="radio" name="size" value="l">
  <select name="one"><option>x</option><option>y</option></select>
  <select name="some" multiple><option>x</option><option>y</option><option>z</option></select>
  <input type="range" name="range"><input type="color" name="color"><input type="date" name="date">
  <input type="number" name="number"><input type="time" name="time"><input name="twin"><input name="twin">
  <input id="by-id"><input type="password" name="secret"><input type="file" name="file"><button type="reset">Reset</button>
</form></trystero-sync>`

const TEXTS: Readonly<Record<string, string>> = {
  text: 'hello',
  long: 'two\nlines',
  one: 'y',
  range: '80',
  color: '#ff8800',
  date: '2026-11-22',
  number: '42',
  time: '12:34',
}

/** Sets a control as its user would. */
function enter(page: Page, selector: string, change: (control: HTMLInputElement) => void): void {
  const control = page.get(selector) as HTMLInputElement
  change(control)
  for (const type of ['input', 'change']) control.dispatchEvent(new page.frame.window.Event(type, { bubbles: true }))
}

const value = (page: Page, selector: string): string => (page.get(selector) as HTMLInputElement).value
const isChecked = (page: Page, selector: string): boolean => (page.get(selector) as HTMLInputElement).checked

describe('<trystero-sync>', () => {
  afterEach(closePages)

  it('keeps every form control the same, and brings newcomers up to date', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, FORM))
    const two = await openPage(roomTag(name, FORM))
    await meet(one, two)
    for (const [field, text] of Object.entries(TEXTS))
      enter(one, `[name=${field}]`, (control) => (control.value = text))
    enter(one, '[name=on]', (control) => (control.checked = true))
    enter(two, '[value=b]', (control) => (control.checked = true))
    enter(one, '[value=l]', (control) => (control.checked = true))
    enter(two, '[name=twin]:nth-of-type(n + 2) ~ [name=twin]', (control) => (control.value = 'second twin'))
    enter(one, '#by-id', (control) => (control.value = 'by its ID'))
    const choose = (page: Page): void => {
      const select = page.get('select[name=some]') as HTMLSelectElement
      for (const option of select.options) option.selected = option.value !== 'y'
      select.dispatchEvent(new Event('change', { bubbles: true }))
    }
    choose(two)
    const isSame = (page: Page): boolean =>
      Object.entries(TEXTS).every(([field, text]) => value(page, `[name=${field}]`) === text) &&
      isChecked(page, '[name=on]') &&
      !isChecked(page, '[value=a]') &&
      isChecked(page, '[value=b]') &&
      isChecked(page, '[value=l]') &&
      !isChecked(page, '[value=s]') &&
      [...page.body.querySelectorAll<HTMLInputElement>('[name=twin]')].map((twin) => twin.value).join() ===
        ',second twin' &&
      value(page, '#by-id') === 'by its ID' &&
      [...(page.get('select[name=some]') as HTMLSelectElement).selectedOptions].map((o) => o.value).join() === 'x,z'
    for (const page of [one, two]) await eventually('both are the same', () => isSame(page))
    const three = await openPage(roomTag(name, FORM))
    await eventually('the newcomer has it all', () => isSame(three))
  })

  it('never shares passwords and files', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, FORM))
    const two = await openPage(roomTag(name, FORM))
    await meet(one, two)
    enter(one, '[name=secret]', (control) => (control.value = 'secret'))
    enter(one, '[name=text]', (control) => (control.value = 'after'))
    await eventually('what came after is there', () => value(two, '[name=text]') === 'after')
    expect(value(two, '[name=secret]')).to.equal('')
  })

  it('fires input and change, keeps the caret, and shares a reset', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, FORM))
    const two = await openPage(roomTag(name, FORM))
    await meet(one, two)
    const heard: string[] = []
    const target = two.get('[name=text]') as HTMLInputElement
    for (const type of ['input', 'change']) target.addEventListener(type, () => heard.push(type))
    target.value = 'abc'
    target.focus()
    target.setSelectionRange(1, 2)
    enter(one, '[name=text]', (control) => (control.value = 'xyz'))
    await eventually('it is there', () => target.value === 'xyz')
    expect(heard).to.deep.equal(['input', 'change'])
    expect([target.selectionStart, target.selectionEnd]).to.deep.equal([1, 2])
    two.get('button').click()
    await eventually('it is reset', () => value(one, '[name=text]') === '')
  })

  it('gives controls that come later their values', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, FORM))
    const two = await openPage(roomTag(name, '<trystero-sync><div></div></trystero-sync>'))
    await meet(one, two)
    enter(one, '[name=text]', (control) => (control.value = 'early'))
    await one.get('trystero-sync').updateComplete
    two.get('div').innerHTML = '<input name="text">'
    await eventually('it has its value', () => value(two, '[name=text]') === 'early')
  })

  it('converges when both sides change the same control at once', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, FORM))
    const two = await openPage(roomTag(name, FORM))
    await meet(one, two)
    enter(one, '[name=text]', (control) => (control.value = 'of one'))
    enter(two, '[name=text]', (control) => (control.value = 'of two'))
    // Of two changes at the same count the larger ID stands.
    const winner = one.selfId > two.selfId ? 'of one' : 'of two'
    for (const page of [one, two]) await eventually('it converges', () => value(page, '[name=text]') === winner)
  })
})

describe('LastWriterWins', () => {
  it('comes out the same in every order of arrival', () => {
    const write = fc.record({ author: fc.nat(2), key: fc.constantFrom('a', 'b', '__proto__'), value: fc.string() })
    const shuffle = fc.array(fc.nat(), { minLength: 40, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), shuffle, shuffle, (writes, order, otherOrder) => {
        const authors = ['x', 'y', 'z'].map((id) => new LastWriterWins(id))
        const entries: Json[][] = writes.map(({ author, key, value }) => [...(authors[author]?.set(key, value) ?? [])])
        const arrive = (ranks: number[]): Entry[] => {
          const reader = new LastWriterWins('reader')
          const ranked = entries.map((entry, index) => ({ entry, rank: ranks[index] ?? 0 }))
          for (const { entry } of ranked.toSorted((a, b) => a.rank - b.rank)) reader.merge(entry)
          return reader.entries.toSorted(([a], [b]) => a.localeCompare(b))
        }
        expect(arrive(order)).to.deep.equal(arrive(otherOrder))
      }),
    )
  })

  it('takes nothing that is no entry, and no more than its limits', () => {
    const values = new LastWriterWins('me')
    for (const data of [
      null,
      1,
      'x',
      {},
      [],
      ['a', 1, 2],
      ['a', 1, NaN, 'x'],
      [1, 1, 1, 'x'],
      ['a', 'x'.repeat(200_000), 1, 'x'],
    ]) {
      expect(values.merge(data)).to.be.false
    }
    for (let key = 0; key < 2000; key += 1) values.merge([`key ${key}`, 'x', 1, 'them'])
    expect(values.entries).to.have.length(1000)
  })
})
