import { expect } from '@open-wc/testing'
import { elements, type ElementDeclaration } from 'virtual:element-manifest'
import { PeerFrame } from '../support/peer-frame.ts'
import { closePages, openPage, type Page } from './page.ts'

// What can be expected of any element of the platform, after the Gold Standard Checklist for Web Components
// (webcomponents/gold-standard). The list of elements comes from the manifest, so a new one cannot be forgotten.

type Attribute = ElementDeclaration['attributes'][number]

/** A value that is not the default, as a property and as an attribute. */
interface Sample {
  readonly property: string
  readonly attribute: string
  readonly value: unknown
  readonly text: string
}

/** Whether it is for the page to set; the others follow a state of the element. */
const isSet = (attribute: Attribute): attribute is Attribute & { fieldName: string } =>
  attribute.fieldName !== undefined

function sampleOf({ fieldName, name, type: { text } }: Attribute & { fieldName: string }): Sample {
  const sample = { property: fieldName, attribute: name }
  if (text === 'boolean') return { ...sample, value: true, text: '' }
  if (text.startsWith('number')) return { ...sample, value: 7, text: '7' }
  if (fieldName === 'source') return { ...sample, value: 'screen', text: 'screen' }
  return { ...sample, value: `some ${name}`, text: `some ${name}` }
}

/** What is to be seen of an element: its properties, and its shadow tree. */
function describeState(element: HTMLElement, samples: readonly Sample[]): unknown {
  const properties = samples.map(({ property }) => [property, Reflect.get(element, property)] as const)
  return { properties: Object.fromEntries(properties), shadow: shadowOf(element) }
}

/** Lit marks its parts with random comments. */
const shadowOf = (element: HTMLElement): string => (element.shadowRoot?.innerHTML ?? '').replaceAll(/<!--.*?-->/gs, '')

/** Resolves when an element has rendered what was set, and whatever that led to. */
async function settled(element: HTMLElement): Promise<void> {
  await (element as Partial<{ updateComplete: Promise<unknown> }>).updateComplete
  await new Promise((resolve) => setTimeout(resolve))
}

describe('gold standard', () => {
  for (const { tagName, name: className, attributes, members } of elements) {
    const samples = attributes.filter(isSet).map(sampleOf)
    let page: Page
    let said: unknown[][]

    /** Not in the page, so that a room is not joined for it. */
    const create = (): HTMLElement => page.frame.document.createElement(tagName)

    async function insert(html = `<${tagName}></${tagName}>`): Promise<HTMLElement> {
      page.html = html
      const element = page.get(tagName)
      await settled(element)
      return element
    }

    describe(`<${tagName}>`, () => {
      before(async () => {
        page = await openPage()
        const { console } = page.frame.window
        for (const method of ['log', 'info', 'warn', 'error'] as const) console[method] = (...args) => said.push(args)
      })

      beforeEach(() => {
        said = []
      })

      afterEach(() => {
        page.html = ''
        expect(page.uncaught.map(String), 'nothing is thrown').to.deep.equal([])
        expect(said.map(String), 'a clean console').to.deep.equal([])
      })

      after(closePages)

      it('works as a plain tag', async () => {
        const element = await insert()
        const Class = Reflect.get(page.elements, className) as new () => HTMLElement
        expect(element instanceof Class, 'its class').to.be.true
        expect(element.shadowRoot !== null, 'a shadow root').to.be.true
      })

      it('has all that the manifest says', async () => {
        const element = await insert()
        for (const { kind, name, ...member } of members) {
          const owner: object = member.static ? element.constructor : element
          expect(name in owner, name).to.be.true
          if (kind === 'method') expect(Reflect.get(owner, name), name).to.be.a('function')
        }
      })

      it('is made by createElement and by new, and adds nothing to itself', () => {
        const Class = Reflect.get(page.elements, className) as new () => HTMLElement
        for (const element of [create(), new Class()]) {
          expect(element.getAttributeNames(), 'attributes').to.deep.equal([])
          expect(element.childNodes.length, 'children').to.equal(0)
        }
      })

      it('adds no attribute of its own in the page but those it is said to reflect', async () => {
        const element = await insert()
        const documented = attributes.map(({ name }) => name)
        for (const name of element.getAttributeNames()) expect(documented).to.include(name)
      })

      it('leaves what is inside it, and takes it when it comes later', async () => {
        const element = await insert(`<${tagName}><b>one</b> two</${tagName}>`)
        expect(element.innerHTML).to.equal('<b>one</b> two')
        const late = await insert()
        late.innerHTML = '<b>late</b>'
        await settled(late)
        expect(late.innerHTML).to.equal('<b>late</b>')
        late.textContent = ''
        await settled(late)
      })

      it('is the same after it was taken out and put elsewhere', async () => {
        const element = await insert()
        const before = describeState(element, samples)
        element.remove()
        await settled(element)
        page.html = '<main></main>'
        page.get('main').append(element)
        await settled(element)
        expect(describeState(element, samples)).to.deep.equal(before)
      })

      it('does not mind the order in which properties are set', async () => {
        const [one, other] = [create(), create()]
        for (const { property, value } of samples) Reflect.set(one, property, value)
        for (const { property, value } of samples.toReversed()) Reflect.set(other, property, value)
        expect(describeState(one, samples)).to.deep.equal(describeState(other, samples))
        for (const { property, value } of samples) expect(Reflect.get(one, property), property).to.equal(value)
      })

      it('takes every attribute, in any order, and its removal', () => {
        const [one, other, untouched] = [create(), create(), create()]
        for (const { attribute, text } of samples) one.setAttribute(attribute, text)
        for (const { attribute, text } of samples.toReversed()) other.setAttribute(attribute, text)
        for (const element of [one, other]) {
          for (const { property, value } of samples) expect(Reflect.get(element, property), property).to.equal(value)
          for (const { attribute } of samples) element.removeAttribute(attribute)
        }
        // A boolean is false again; what has no attribute says so, or has its default back.
        for (const { property } of samples) {
          const value: unknown = Reflect.get(one, property)
          expect([null, Reflect.get(untouched, property)], property).to.include(value)
        }
      })

      it('takes properties that are set before it is defined', async () => {
        const frame = await PeerFrame.open()
        const element = frame.document.createElement(tagName)
        for (const { property, value } of samples) Reflect.set(element, property, value)
        frame.document.body.append(element)
        await frame.import('/elements/index.ts')
        await settled(element)
        for (const { property, value } of samples) expect(Reflect.get(element, property), property).to.equal(value)
        frame.close()
      })

      it('takes attributes of any nonsense', async () => {
        const element = create()
        for (const { attribute } of samples) element.setAttribute(attribute, '\u0000<script>]]>"')
        // Not to be joined: all that is asked here is that it is still an element.
        if (tagName === 'trystero-room') element.setAttribute('manual', '')
        page.body.append(element)
        await settled(element)
        expect(element.isConnected).to.be.true
        element.remove()
        await settled(element)
      })

      it('can be cloned', async () => {
        const element = await insert(`<${tagName} id="it"><i>inside</i></${tagName}>`)
        const clone = element.cloneNode(true) as HTMLElement
        page.body.append(clone)
        await settled(clone)
        expect(clone.outerHTML).to.equal(element.outerHTML)
        expect(shadowOf(clone)).to.equal(shadowOf(element))
      })

      it('can be hidden, and takes no focus by itself', async () => {
        const element = await insert()
        const { activeElement } = page.frame.document
        expect(activeElement === element || element.contains(activeElement)).to.be.false
        element.hidden = true
        expect(page.frame.window.getComputedStyle(element).display).to.equal('none')
      })

      it('follows the font and the colour of the page', async () => {
        const element = await insert()
        page.body.style.cssText = 'font: 17px monospace; color: rgb(1, 2, 3)'
        const { fontSize, fontFamily, color } = page.frame.window.getComputedStyle(element)
        expect([fontSize, fontFamily, color]).to.deep.equal(['17px', 'monospace', 'rgb(1, 2, 3)'])
      })
    })
  }
})
