import { expect } from '@open-wc/testing'
import packageJson from '../../package.json' with { type: 'json' }
import { PeerFrame } from '../support/peer-frame.ts'
import { closePages, eventually, openPage, roomTag } from './page.ts'
import { uniqueName } from '../support/peer.ts'

type Elements = typeof import('../../elements/index.ts')

describe('registration', () => {
  afterEach(closePages)

  it('registers every tag of the family, each a class of this version', async () => {
    const { elements, frame } = await openPage()
    const classes = Object.entries(elements).filter(([name]) => /^Trystero(?!Element|Error)/.test(name))
    expect(classes).to.have.length(15)
    for (const [name, value] of classes) {
      const { tag, version } = value as unknown as typeof elements.TrysteroRoom
      expect(tag.replaceAll('-', '')).to.equal(name.toLowerCase())
      expect(frame.window.customElements.get(tag) === value, tag).to.be.true
      expect(version).to.equal(packageJson.version)
    }
  })

  for (const [file, tags] of [
    ['room', ['trystero-room']],
    ['chat', ['trystero-chat']],
    ['peers', ['trystero-peer', 'trystero-peers']],
  ] as const) {
    it(`registers only what it needs from trystero-${file}.ts`, async () => {
      const frame = await PeerFrame.open()
      const { elements } = await openPage()
      await frame.import(`/elements/trystero-${file}.ts`)
      const known = Object.values(elements).flatMap((value) => {
        const tag = typeof value === 'function' && 'tag' in value ? value.tag : undefined
        return typeof tag === 'string' && frame.window.customElements.get(tag) ? [tag] : []
      })
      expect(known.toSorted()).to.deep.equal(tags)
      frame.close()
    })
  }

  it('warns once, naming both versions, when another copy was there before', async () => {
    const frame = await PeerFrame.open()
    const { HTMLElement, customElements } = frame.window
    const [Room, Chat] = ['room', 'chat'].map(
      () =>
        class extends HTMLElement {
          static readonly version = '0.0.1-other'
        },
    )
    if (!Room || !Chat) throw new Error('two classes are needed')
    customElements.define('trystero-room', Room)
    customElements.define('trystero-chat', Chat)
    const warnings: string[] = []
    const { console } = frame.window
    console.warn = (message: string) => warnings.push(message)
    const { TrysteroRoom } = await frame.import<Elements>('/elements/index.ts')
    const ours = warnings.filter((warning) => warning.includes('trystero'))
    expect(ours).to.have.length(1)
    expect(ours[0]).to.contain('0.0.1-other').and.to.contain(packageJson.version)
    expect(customElements.get('trystero-room') === Room, 'the first copy stays').to.be.true
    expect(customElements.get('trystero-peers'), 'the rest is registered').to.be.a('function')
    // Registering the same again is no second copy.
    TrysteroRoom.define('another-room')
    TrysteroRoom.define('another-room')
    expect(warnings.filter((warning) => warning.includes('trystero'))).to.have.length(1)
    frame.close()
  })

  it('takes other tag names', async () => {
    const page = await openPage()
    page.elements.TrysteroRoom.define('my-room')
    page.elements.TrysteroStatus.define('my-status')
    page.html = roomTag(uniqueName(), '<my-status></my-status>').replaceAll('trystero-room', 'my-room')
    const status = page.get('my-status')
    await eventually('it works', () => status.matches(':state(joined)'))
    expect(status).to.be.instanceOf(page.elements.TrysteroStatus)
  })

  it('takes a scoped registry', async function () {
    const page = await openPage()
    const { CustomElementRegistry } = page.frame.window
    let registry: CustomElementRegistry
    try {
      registry = new CustomElementRegistry()
    } catch {
      // Browsers without scoped registries have one only, and nothing to take.
      return
    }
    page.elements.TrysteroRoom.define('trystero-room', registry)
    page.elements.TrysteroRoom.define('other-room', registry)
    for (const tag of ['trystero-room', 'other-room']) {
      expect(registry.get(tag)?.prototype).to.be.instanceOf(page.elements.TrysteroRoom)
    }
    expect(page.frame.window.customElements.get('other-room')).to.equal(undefined)
  })
})
