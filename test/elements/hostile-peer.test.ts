import { expect } from '@open-wc/testing'
import type { Json } from '../../src/index.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, openPage, roomTag } from './page.ts'

/** Runs if any of it is taken for code. */
const CODE = 'top.dispatchEvent(new Event("ran"))'

/** What has got scripts into pages: markup, URLs, templates, breaking out of attributes, scripts, styles, comments. */
const PAYLOADS = [
  `<script>${CODE}</script>`,
  `<img src=x onerror='${CODE}'>`,
  `<svg onload='${CODE}'>`,
  `<svg><script>${CODE}</script></svg>`,
  `<svg><animate onbegin='${CODE}' attributeName=x dur=1s>`,
  `<math><mtext></mtext><style><img src=x onerror='${CODE}'></style></math>`,
  `<iframe srcdoc="<script>${CODE}</script>"></iframe>`,
  `<iframe src="javascript:${CODE}"></iframe>`,
  `<a href="javascript:${CODE}">x</a>`,
  `<a href="data:text/html,<script>${CODE}</script>">x</a>`,
  `<form action="javascript:${CODE}"><button>x</button></form>`,
  `<details open ontoggle='${CODE}'>`,
  `<input autofocus onfocus='${CODE}'>`,
  `<video><source onerror='${CODE}'></video>`,
  `<body onload='${CODE}'>`,
  `<meta http-equiv=refresh content="0;javascript:${CODE}">`,
  `<object data="javascript:${CODE}"></object>`,
  `<template shadowrootmode=open><script>${CODE}</script></template>`,
  `<trystero-room app-id=x name=x></trystero-room>`,
  `"><script>${CODE}</script>`,
  `' onmouseover='${CODE}`,
  `" autofocus onfocus="${CODE}" x="`,
  `</textarea><script>${CODE}</script>`,
  `</title></style></script><img src=x onerror='${CODE}'>`,
  `<!--><img src=x onerror='${CODE}'>-->`,
  `<?lit$123$?><img src=x onerror='${CODE}'>`,
  '${' + CODE + '}',
  '{{constructor.constructor("' + CODE + '")()}}',
  `javascript:${CODE}`,
  `data:text/html,<script>${CODE}</script>`,
  CODE,
  `*{background:url(javascript:${CODE})}`,
  '\u202Egnp.exe',
  '__proto__',
]

/** Opens the page with the policy, into which a test cannot bring code. */
async function openStrict(): Promise<{ window: Window & typeof globalThis; document: Document; close: () => void }> {
  const element = document.createElement('iframe')
  element.src = '/test/elements/strict/page.html'
  document.body.append(element)
  await new Promise((resolve) => element.addEventListener('load', resolve, { once: true }))
  const { contentWindow: window, contentDocument } = element
  if (!window || !contentDocument) throw new Error('The page has not been loaded')
  return { window: window as Window & typeof globalThis, document: contentDocument, close: () => element.remove() }
}

/** All elements of a page, those in shadow roots included. */
function* everything(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element
    if (element.shadowRoot) yield* everything(element.shadowRoot)
  }
}

describe('what a peer sends', () => {
  afterEach(closePages)

  it('is text, under a strict Content-Security-Policy with Trusted Types', async () => {
    const name = uniqueName()
    let hasRun = false
    window.addEventListener('ran', () => (hasRun = true))
    const frame = await openStrict()
    const room = frame.document.querySelector('trystero-room')
    if (!room) throw new Error('no room')
    await frame.window.customElements.whenDefined('trystero-room')
    const errors: unknown[] = []
    frame.window.addEventListener('error', ({ message }) => errors.push(message))
    frame.window.addEventListener('unhandledrejection', ({ reason }) => errors.push(reason))
    room.name = name
    await room.join()

    const peer = await openPage(roomTag(name))
    const hostile = peer.get('trystero-room')
    await eventually('they meet', () => room.peerCount === 1 && hostile.peerCount === 1)
    const send = (action: string, data: Json | Blob, metadata?: Json): Promise<void> | undefined =>
      hostile.room?.makeAction(action)[0](data, null, metadata)

    for (const [index, payload] of PAYLOADS.entries()) {
      await send('action', payload, { key: payload })
      await send('action', { key: payload, [payload]: payload })
      await send('trystero-chat', { text: payload, nickname: payload })
      await send('trystero-sync', [
        ['field', payload, index + 1, payload],
        ['area', payload, index + 1, payload],
        ['choice', payload, index + 1, payload],
        [payload, payload, index + 1, payload],
      ])
      await send('trystero-cursors', [payload, payload])
      const file = new Blob([payload], { type: 'text/html' })
      await send('trystero-files', file, { id: payload, name: payload, size: file.size })
      const canvas = peer.frame.document.createElement('canvas')
      canvas.getContext('2d')?.fillRect(0, 0, 1, 1)
      if (index < 3) hostile.room?.addStream(canvas.captureStream(1), null, { label: payload })
    }
    // What everybody sees of it.
    const elements = (): Element[] => [...everything(frame.document)]
    const count = (selector: string): number => elements().filter((element) => element.matches(selector)).length
    await eventually('all of it is shown', () => {
      return (
        count('.message') === 2 * PAYLOADS.length &&
        count('[part~=message] [part=text]') === PAYLOADS.length &&
        count('[part=save]') === PAYLOADS.length &&
        count('video') === 3
      )
    })
    const texts = elements().filter((element) => element.matches('[part=text]'))
    expect(texts.map(({ textContent }) => textContent)).to.deep.equal(PAYLOADS)

    for (const element of elements()) {
      for (const { name, value } of element.attributes) {
        expect(name, `${element.localName} ${name}`).not.to.match(/^on/)
        if (element.localName !== 'script' && ['href', 'src', 'action', 'srcdoc', 'data'].includes(name)) {
          expect(value).to.match(/^blob:/)
        }
      }
    }
    expect(count('img, iframe, object, math, details, source, [onload]')).to.equal(0)
    expect(count('trystero-room')).to.equal(1)
    expect(frame.window.violations).to.deep.equal([])
    expect(errors).to.deep.equal([])
    expect(hasRun).to.be.false
    expect(Object.keys(Object.prototype)).to.deep.equal([])
    frame.close()
  })
})
