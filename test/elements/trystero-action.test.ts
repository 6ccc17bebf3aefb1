import { expect } from '@open-wc/testing'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

type Detail<Name extends keyof HTMLElementEventMap> =
  HTMLElementEventMap[Name] extends CustomEvent<infer Type> ? Type : never

/** Collects the messages that arrive in a page. */
function messages(page: Page): Detail<'trystero-message'>[] {
  const heard: Detail<'trystero-message'>[] = []
  page.body.addEventListener('trystero-message', ({ detail }) => heard.push(detail))
  return heard
}

/** Two pages with the same action inside their rooms, that have met. */
async function openTwo(inside: string, name = uniqueName()): Promise<[Page, Page]> {
  const one = await openPage(roomTag(name, inside))
  const two = await openPage(roomTag(name, inside))
  await meet(one, two)
  return [one, two]
}

describe('<trystero-action>', () => {
  afterEach(closePages)

  it('sends and receives, with metadata and progress', async () => {
    const [one, two] = await openTwo('<trystero-action name="a"></trystero-action>')
    const heard = messages(two)
    const progress: string[] = []
    for (const page of [one, two]) {
      page.body.addEventListener('trystero-progress', ({ detail }) => {
        expect(detail.fraction).to.be.within(0, 1)
        expect(detail.metadata).to.deep.equal({ of: 'it' })
        progress.push(`${detail.direction} ${detail.peerId}`)
      })
    }
    const own: number[] = []
    const data = new Uint8Array(200_000).fill(7)
    await one.get('trystero-action').send(data, null, { of: 'it' }, (fraction) => own.push(fraction))
    await eventually('it arrives', () => heard.length === 1)
    expect(heard[0]?.peerId).to.equal(one.selfId)
    expect(heard[0]?.metadata).to.deep.equal({ of: 'it' })
    expect(new Uint8Array(heard[0]?.data as ArrayBuffer)).to.deep.equal(data)
    expect(own.at(-1)).to.equal(1)
    expect(progress).to.include(`out ${two.selfId}`)
    expect(progress).to.include(`in ${one.selfId}`)
  })

  it('sends the fields of its form on submit, and resets it', async () => {
    const [one, two] = await openTwo(`<trystero-action name="a"><form>
      <input name="text"><input name="__proto__" value="p"><input name="off" value="x" disabled>
      <input type="checkbox" name="tag" value="red" checked><input type="checkbox" name="tag" value="blue" checked>
      <button name="by" value="button">Send</button></form></trystero-action>`)
    const heard = messages(two)
    const input = one.get('input')
    input.value = 'hello'
    one.get('button').click()
    expect(input.value).to.equal('')
    await eventually('it arrives', () => heard.length === 1)
    const expected: unknown = Object.fromEntries([
      ['text', 'hello'],
      ['__proto__', 'p'],
      ['tag', ['red', 'blue']],
      ['by', 'button'],
    ])
    expect(JSON.stringify(heard[0]?.data)).to.equal(JSON.stringify(expected))
    expect(one.uncaught).to.deep.equal([])
  })

  it('sends each file of its form as binary, described by metadata', async () => {
    const [one, two] = await openTwo(
      '<trystero-action name="a"><form><input type="file" name="f" multiple><button></button></form></trystero-action>',
    )
    const heard = messages(two)
    const transfer = new DataTransfer()
    transfer.items.add(new File(['abc'], 'a.txt', { type: 'text/plain' }))
    transfer.items.add(new File([], 'empty.bin'))
    one.get('input').files = transfer.files
    one.get('button').click()
    await eventually('they arrive', () => heard.length === 2)
    const [first, second] = heard.toSorted((a, b) =>
      JSON.stringify(a.metadata).localeCompare(JSON.stringify(b.metadata)),
    )
    expect(first?.metadata).to.deep.equal({ name: 'a.txt', type: 'text/plain', size: 3 })
    expect(new TextDecoder().decode(first?.data as ArrayBuffer)).to.equal('abc')
    expect(second?.metadata).to.deep.equal({ name: 'empty.bin', type: '', size: 0 })
  })

  it('leaves a submit alone that the page has cancelled', async () => {
    const [one, two] = await openTwo(
      '<trystero-action name="a"><form><input name="text" value="x"><button></button></form></trystero-action>',
    )
    const heard = messages(two)
    const form = one.get('form')
    form.addEventListener('submit', (event) => event.preventDefault(), { once: true })
    one.get('button').click()
    await one.get('trystero-action').send('after')
    await eventually('only the later one arrives', () => heard.length === 1)
    expect(heard[0]?.data).to.equal('after')
  })

  it('sends to its targets only', async () => {
    const name = uniqueName()
    const action = '<trystero-action name="a"></trystero-action>'
    const [one, two] = await openTwo(action, name)
    const three = await openPage(roomTag(name, action))
    await meet(one, two, three)
    const [atTwo, atThree] = [messages(two), messages(three)]
    const sender = one.get('trystero-action')
    sender.target = two.selfId
    await sender.send('for two')
    await sender.send('for three', three.selfId)
    await sender.send('for all', null)
    sender.target = `${two.selfId} ${three.selfId}`
    await sender.send('for both')
    await eventually('all arrive', () => atTwo.length + atThree.length === 6)
    expect(atTwo.map(({ data }) => data)).to.deep.equal(['for two', 'for all', 'for both'])
    expect(atThree.map(({ data }) => data)).to.deep.equal(['for three', 'for all', 'for both'])
  })

  it('stamps its template for every message, as text', async () => {
    const [one, two] = await openTwo(`<trystero-action name="a"><ul><template>
      <li><b data-text="peerId"></b>|<i data-text="data.user.name"></i>|<i data-text="data"></i>|<i data-text="metadata.n"></i>|<i
        data-text="data.constructor.name">kept</i></li></template></ul></trystero-action>`)
    await one.get('trystero-action').send({ user: { name: '<img src=x onerror=alert(1)>' } }, null, { n: 5 })
    await one.get('trystero-action').send('plain')
    await eventually('both are stamped', () => two.body.querySelectorAll('li').length === 2)
    expect([...two.body.querySelectorAll('ul > li')].map((item) => item.textContent)).to.deep.equal([
      `${one.selfId}|<img src=x onerror=alert(1)>|{"user":{"name":"<img src=x onerror=alert(1)>"}}|5|`,
      `${one.selfId}||plain||`,
    ])
    expect(two.body.querySelector('img')).to.equal(null)
    expect(one.body.querySelector('li')).to.equal(null)
  })

  it('never makes a script or a style sheet of a message', async () => {
    const [one, two] = await openTwo(`<trystero-action name="a"><template><b data-text="data"></b>
      <script data-text="data"></script><style data-text="data"></style><svg><script data-text="data"></script></svg>
      </template></trystero-action>`)
    await one.get('trystero-action').send('document.title = "ran"')
    await eventually('it is stamped', () => two.body.querySelector('b')?.innerText)
    for (const element of two.body.querySelectorAll('script, style')) expect(element.textContent).to.equal('')
    expect(two.frame.document.title).not.to.equal('ran')
  })

  it('stamps its own messages too with echo', async () => {
    const page = await openPage(
      roomTag(
        uniqueName(),
        `<trystero-action name="a" echo><template><p data-text="data"></p></template></trystero-action>`,
      ),
    )
    await eventually('it joins', () => page.get('trystero-room').state === 'joined')
    await page.get('trystero-action').send('to myself')
    expect(page.get('p').innerText).to.equal('to myself')
  })

  it('lets several elements hear one action', async () => {
    const [one, two] = await openTwo(
      '<trystero-action name="a"></trystero-action><trystero-action name="a"><template><p data-text="data"></p></template></trystero-action>',
    )
    const heard = messages(two)
    await one.get('trystero-action').send('x')
    await eventually('both hear', () => heard.length === 2)
    expect(two.get('p').innerText).to.equal('x')
  })

  it('changes its name', async () => {
    const [one, two] = await openTwo('<trystero-action name="a"></trystero-action>')
    const heard = messages(two)
    for (const page of [one, two]) {
      page.get('trystero-action').name = 'b'
      await page.get('trystero-action').updateComplete
    }
    await one.get('trystero-action').send('by b')
    await eventually('it arrives', () => heard.length === 1)
  })

  it('reports what it cannot do', async () => {
    const page = await openPage(
      '<trystero-action name="a"><form><input name="t"><button></button></form></trystero-action>',
    )
    const codes: string[] = []
    page.body.addEventListener('trystero-error', ({ detail }) => codes.push(detail.error.code))
    const input = page.get('input')
    input.value = 'kept'
    page.get('button').click()
    expect(codes).to.deep.equal(['no-room'])
    expect(input.value).to.equal('kept')
    let reason: unknown
    await page
      .get('trystero-action')
      .send('x')
      .catch((error: unknown) => (reason = error))
    expect(reason).to.have.property('code', 'no-room')
    page.html = roomTag(uniqueName(), '<trystero-action></trystero-action>')
    await eventually('a missing name is reported', () => codes.includes('config'))
    expect(page.uncaught).to.deep.equal([])
  })
})
