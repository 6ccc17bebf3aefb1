import { waitUntil } from '@open-wc/testing'
import { PeerFrame } from '../support/peer-frame.ts'

type Elements = typeof import('../../elements/index.ts')
type Memory = typeof import('../support/memory.ts')

/**
 * How long something may take to show in the page, in milliseconds: a fraction of it, unless a busy machine lets an attempt
 * to connect fail, and the second one has to be awaited.
 */
const PATIENCE_MS = 30_000

const open = new Set<Page>()

/** A page of a peer: a frame with the elements, in which rooms can be joined by `strategy="memory"`. */
export class Page {
  readonly frame: PeerFrame
  readonly elements: Elements
  /** What went wrong and was reported to nobody but the browser. */
  readonly uncaught: unknown[] = []

  private constructor(frame: PeerFrame, elements: Elements) {
    this.frame = frame
    this.elements = elements
    frame.window.addEventListener('error', ({ error }) => this.uncaught.push(error))
    frame.window.addEventListener('unhandledrejection', ({ reason }) => this.uncaught.push(reason))
  }

  /** Brings the elements into a frame. */
  static async of(frame: PeerFrame): Promise<Page> {
    const elements = await frame.import<Elements>('/elements/index.ts')
    const { memory } = await frame.import<Memory>('/test/support/memory.ts')
    elements.registerStrategy('memory', () => Promise.resolve(memory))
    const page = new Page(frame, elements)
    open.add(page)
    return page
  }

  get body(): HTMLElement {
    return this.frame.document.body
  }

  get selfId(): string {
    return this.elements.selfId
  }

  set html(html: string) {
    this.body.innerHTML = html
  }

  /** The first element that matches, which must be there. */
  get<Tag extends keyof HTMLElementTagNameMap>(selector: Tag): HTMLElementTagNameMap[Tag]
  get(selector: string): HTMLElement
  get(selector: string): HTMLElement {
    return need(this.body.querySelector<HTMLElement>(selector), selector)
  }

  close(): void {
    this.frame.close()
    open.delete(this)
  }
}

/** Opens a page of a peer with this body. */
export async function openPage(html = ''): Promise<Page> {
  const page = await Page.of(await PeerFrame.open())
  page.html = html
  return page
}

/** Closes all pages of a test, as `afterEach`. */
export function closePages(): void {
  for (const page of open) page.close()
}

/** A room's tag with this inside. */
export const roomTag = (name: string, inside = '', attributes = ''): string =>
  `<trystero-room app-id="test" strategy="memory" name="${name}" ${attributes}>${inside}</trystero-room>`

/** The first element in another's shadow root that matches, which must be there. */
export function inside<Tag extends keyof HTMLElementTagNameMap>(
  host: Element,
  selector: Tag,
): HTMLElementTagNameMap[Tag]
export function inside(host: Element, selector: string): HTMLElement
export function inside(host: Element, selector: string): HTMLElement {
  return need(host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null, selector)
}

/** Resolves once it holds. Rejects with the description if it never does. */
export const eventually = (description: string, holds: () => unknown): Promise<void> =>
  waitUntil(() => Boolean(holds()), description, { timeout: PATIENCE_MS, interval: 10 })

/** Resolves when each page's first room has all the others. */
export async function meet(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await eventually('the pages meet', () => page.get('trystero-room').peers.length === pages.length - 1)
  }
}

function need<Type>(value: Type | null, name: string): Type {
  if (value === null) throw new Error(`${name} is not there`)
  return value
}
