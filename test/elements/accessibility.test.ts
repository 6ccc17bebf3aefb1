import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import axe from 'axe-core'
import { registerStrategy } from '../../elements/index.ts'
import { memory } from '../support/memory.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, openPage, roomTag } from './page.ts'

/** Every element of the family with something to show. */
const EVERYTHING = `<trystero-status></trystero-status>
  <trystero-peers></trystero-peers>
  <trystero-peers><template>
    <p>Peer <b data-text="peerId"></b> <trystero-ping interval="100"></trystero-ping></p>
    <trystero-peer-video muted controls></trystero-peer-video>
    <trystero-peer-audio muted controls></trystero-peer-audio>
  </template></trystero-peers>
  <trystero-self-video audio></trystero-self-video>
  <trystero-self-video manual></trystero-self-video>
  <trystero-self-video source="screen"></trystero-self-video>
  <trystero-self-audio></trystero-self-audio>
  <trystero-chat></trystero-chat>
  <trystero-files multiple></trystero-files>
  <trystero-cursors><p>A box</p></trystero-cursors>
  <trystero-sync><label>Text <input name="text"></label></trystero-sync>
  <trystero-occupants><span slot="unknown">unknown</span></trystero-occupants>
  <trystero-action name="a" echo><ul><template><li data-text="data"></li></template></ul></trystero-action>`

let main: HTMLElement

/** Shows the family in this page, as axe does not look into frames of other realms. */
function show(html: string): void {
  main = document.createElement('main')
  main.innerHTML = `<h1>All of them</h1>${html}`
  document.body.append(main)
}

async function violations(): Promise<string[]> {
  const results = await axe.run(main)
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  )
}

describe('accessibility', () => {
  before(() => registerStrategy('memory', () => Promise.resolve(memory)))

  afterEach(() => {
    main.remove()
    document.documentElement.removeAttribute('style')
    closePages()
  })

  for (const scheme of ['light', 'dark']) {
    it(`finds nothing wrong with any element at work (${scheme})`, async () => {
      document.documentElement.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`
      const name = uniqueName()
      show(roomTag(name, EVERYTHING))
      const peer = await openPage(
        roomTag(
          name,
          '<trystero-chat></trystero-chat><trystero-files></trystero-files><trystero-self-video audio></trystero-self-video>',
        ),
      )
      const others = peer.get('trystero-room')
      await eventually('they meet', () => others.peerCount === 1)
      await others.room?.makeAction('trystero-chat')[0]({ text: 'hello', nickname: 'Ann' })
      await others.room?.makeAction('trystero-cursors')[0]([0.5, 0.5])
      await peer.get('trystero-files').send([new File(['x'], 'file.txt')])
      const chat = main.querySelector('trystero-chat')
      const videos = (): number =>
        [...main.querySelectorAll('trystero-peer-video')].filter((view) => view.shadowRoot?.querySelector('video'))
          .length
      await eventually('all of it is there', () => chat?.shadowRoot?.querySelector('[part=text]') && videos() === 1)
      await main.querySelector('trystero-action')?.send('a message')
      expect(await violations()).to.deep.equal([])
    })
  }

  it('finds nothing wrong with what is empty, or has failed', async () => {
    const { mediaDevices } = navigator
    const refuse = (): Promise<MediaStream> => Promise.reject(new DOMException('', 'NotAllowedError'))
    Object.defineProperty(mediaDevices, 'getUserMedia', { value: refuse, configurable: true })
    show(`${EVERYTHING}${roomTag(uniqueName(), EVERYTHING)}${roomTag('', EVERYTHING)}`)
    await eventually('it has failed', () => main.querySelector('trystero-self-video:state(denied)'))
    Reflect.deleteProperty(mediaDevices, 'getUserMedia')
    expect(await violations()).to.deep.equal([])
  })

  it('lets everything be reached and used by keyboard', async () => {
    show(roomTag(uniqueName(), '<trystero-chat></trystero-chat><trystero-files></trystero-files>'))
    await eventually('it joins', () => main.querySelector('trystero-room')?.state === 'joined')
    const chat = main.querySelector('trystero-chat')
    if (!chat) throw new Error('no chat')
    const focused = (): string | null | undefined => {
      let element = document.activeElement
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
      return element?.getAttribute('part') ?? element?.localName
    }
    inside(chat, '[part=log]').focus()
    const stops: (string | null | undefined)[] = []
    while (stops.length < 5) {
      stops.push(focused())
      if (focused() === 'input') await sendKeys({ type: 'typed' })
      if (focused() === 'send') await sendKeys({ press: 'Enter' })
      await sendKeys({ press: 'Tab' })
    }
    expect(stops.slice(0, 4)).to.deep.equal(['log', 'nickname', 'input', 'send'])
    await eventually('it is said', () => inside(chat, '[part=log]').textContent.includes('typed'))
    const files = main.querySelector('trystero-files')?.shadowRoot
    expect(stops[4]).to.equal(files?.querySelector('input')?.localName)
  })

  it('does not move what stands below while joining', async () => {
    const family = '<trystero-status></trystero-status><trystero-chat></trystero-chat><trystero-files></trystero-files>'
    show(`${roomTag(uniqueName(), family, 'manual')}<p>Below</p>`)
    const room = main.querySelector('trystero-room')
    const below = main.querySelector('p')
    await main.querySelector('trystero-files')?.updateComplete
    const top = below?.getBoundingClientRect().top
    await room?.join()
    await eventually('it joins', () => room?.state === 'joined')
    await main.querySelector('trystero-status')?.updateComplete
    expect(below?.getBoundingClientRect().top).to.equal(top)
  })
})
