import { expect } from '@open-wc/testing'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

const BOX = '<trystero-cursors><div></div></trystero-cursors>'

/** Moves the pointer to a fraction of the box. */
function point(page: Page, x: number, y: number): void {
  const box = page.get('div').getBoundingClientRect()
  const [clientX, clientY] = [box.left + x * box.width, box.top + y * box.height]
  page
    .get('div')
    .dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY, pointerType: 'mouse' }))
}

const cursors = (page: Page): HTMLElement[] => [
  ...(page.get('trystero-cursors').shadowRoot?.querySelectorAll<HTMLElement>('[part=cursor]') ?? []),
]

describe('<trystero-cursors>', () => {
  afterEach(closePages)

  async function openTwo(): Promise<[Page, Page]> {
    const name = uniqueName()
    const one = await openPage(roomTag(name, BOX))
    const two = await openPage(roomTag(name, BOX))
    // Boxes of different sizes.
    for (const [index, page] of [one, two].entries()) page.get('div').style.height = `${100 + 40 * index}px`
    await meet(one, two)
    return [one, two]
  }

  it('shows where a peer points, relative to the box, until it points elsewhere or goes', async () => {
    const [one, two] = await openTwo()
    point(one, 0.25, 0.5)
    await eventually('it is shown', () => cursors(two).length === 1)
    const [cursor] = cursors(two)
    expect(parseFloat(cursor?.style.left ?? '')).to.be.closeTo(25, 0.5)
    expect(parseFloat(cursor?.style.top ?? '')).to.be.closeTo(50, 0.5)
    expect(cursor?.innerText).to.equal(one.selfId.slice(0, 6))
    one.get('trystero-cursors').dispatchEvent(new PointerEvent('pointerleave'))
    await eventually('it is gone', () => cursors(two).length === 0)
    point(one, 0.5, 0.5)
    await eventually('it is back', () => cursors(two).length === 1)
    one.close()
    await eventually('it is gone with its peer', () => cursors(two).length === 0)
  })

  it('shows the latest of many positions', async () => {
    const [one, two] = await openTwo()
    for (let step = 0; step <= 1000; step += 1) point(one, step / 1000, 0)
    await eventually('the last one is shown', () => cursors(two)[0]?.style.left === '100%')
  })

  it('is no obstacle, neither to the pointer nor to a screen reader', async () => {
    const [one, two] = await openTwo()
    point(one, 0.5, 0.5)
    await eventually('it is shown', () => cursors(two).length === 1)
    const overlay = inside(two.get('trystero-cursors'), '.overlay')
    expect(getComputedStyle(overlay).pointerEvents).to.equal('none')
    expect(overlay.getAttribute('aria-hidden')).to.equal('true')
  })

  it('ignores what is no position', async () => {
    const [one, two] = await openTwo()
    const [send] = one.get('trystero-room').room?.makeAction('trystero-cursors') ?? []
    for (const data of ['x', [1], [2, 2], [-1, 0], ['0', '0'], [0, 0, 0], {}]) await send?.(data)
    point(one, 0.5, 0.5)
    await eventually('only a position is shown', () => cursors(two)[0]?.style.left === '50%')
    expect(two.uncaught).to.deep.equal([])
  })
})
