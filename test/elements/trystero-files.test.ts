import { expect } from '@open-wc/testing'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

const FILES = '<trystero-files multiple></trystero-files>'

function transfers(page: Page, part = 'transfer'): HTMLElement[] {
  return [...(page.get('trystero-files').shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
}

/** Picks files as the browser's dialog does. */
function pick(page: Page, ...files: File[]): void {
  const transfer = new DataTransfer()
  for (const file of files) transfer.items.add(file)
  const input = inside(page.get('trystero-files'), 'input')
  input.files = transfer.files
  input.dispatchEvent(new Event('change'))
}

const drop = (page: Page, ...files: File[]): void => {
  const transfer = new DataTransfer()
  for (const file of files) transfer.items.add(file)
  inside(page.get('trystero-files'), '[part=drop]').dispatchEvent(
    new DragEvent('drop', { dataTransfer: transfer, cancelable: true, bubbles: true }),
  )
}

const SAVE = '[part=save]'

/** What the page of a peer has to save. */
const saved = async (page: Page): Promise<string> => {
  const link = inside(page.get('trystero-files'), SAVE) as HTMLAnchorElement
  return (await fetch(link.href)).text()
}

describe('<trystero-files>', () => {
  afterEach(closePages)

  async function openTwo(tag = FILES): Promise<[Page, Page]> {
    const name = uniqueName()
    const one = await openPage(roomTag(name, tag))
    const two = await openPage(roomTag(name, tag))
    await meet(one, two)
    return [one, two]
  }

  it('sends what is picked, shows the progress on both sides, and offers it to be saved', async () => {
    const [one, two] = await openTwo()
    pick(one, new File(['<script>alert(1)</script>'], 'page.html', { type: 'text/html' }))
    await eventually('it is there', () => transfers(two, 'save').length === 1)
    const link = inside(two.get('trystero-files'), SAVE) as HTMLAnchorElement
    expect(link.download).to.equal('page.html')
    expect(link.protocol).to.equal('blob:')
    const { headers } = await fetch(link.href)
    expect(headers.get('content-type')).to.equal('application/octet-stream')
    expect(await saved(two)).to.equal('<script>alert(1)</script>')
    await eventually('it is sent', () => transfers(one, 'done').length === 1)
    for (const page of [one, two]) {
      expect(inside(page.get('trystero-files'), 'progress').value).to.equal(1)
      expect(inside(page.get('trystero-files'), '[part=name]').innerText).to.equal('page.html')
    }
    const { href } = link
    inside(two.get('trystero-files'), 'button').click()
    await eventually('it is removed', () => transfers(two).length === 0)
    const isThere = await fetch(href).then(
      () => true,
      () => false,
    )
    expect(isThere).to.be.false
  })

  it('sends what is dropped to everybody, as far as it is accepted', async () => {
    const name = uniqueName()
    const tag = '<trystero-files multiple accept=".txt, image/*"></trystero-files>'
    const pages = [
      await openPage(roomTag(name, tag)),
      await openPage(roomTag(name, tag)),
      await openPage(roomTag(name, tag)),
    ]
    await meet(...pages)
    const [one, ...others] = pages
    if (!one) throw new Error('no page')
    drop(
      one,
      new File(['a'], 'a.TXT'),
      new File(['b'], 'b.png', { type: 'image/png' }),
      new File(['c'], 'c.pdf', { type: 'application/pdf' }),
    )
    for (const page of others) {
      await eventually('they are there', () => transfers(page, 'save').length === 2)
      expect(transfers(page, 'name').map(({ innerText }) => innerText)).to.have.members(['a.TXT', 'b.png'])
    }
    expect(transfers(one)).to.have.length(4)
  })

  it('can be cancelled by the sender', async () => {
    const [one, two] = await openTwo()
    pick(one, new File([new Uint8Array(64 * 2 ** 20)], 'big.bin'))
    await eventually('it has begun', () => transfers(two, 'active').length === 1)
    inside(one.get('trystero-files'), 'button').click()
    for (const page of [one, two]) await eventually('it has stopped', () => transfers(page, 'stopped').length === 1)
    expect(one.uncaught).to.deep.equal([])
  })

  it('can be cancelled by the receiver, for that one only', async () => {
    const [one, two] = await openTwo()
    pick(one, new File([new Uint8Array(64 * 2 ** 20)], 'big.bin'), new File(['small'], 'small.txt'))
    await eventually('both have begun', () => transfers(two).length === 2)
    inside(two.get('trystero-files'), '[part~=active] button').click()
    for (const page of [one, two]) await eventually('it has stopped', () => transfers(page, 'stopped').length === 1)
    await eventually('the other is there', () => transfers(two, 'save').length === 1)
    expect(await saved(two)).to.equal('small')
  })

  it('has room again once something large has stopped', async () => {
    const [one, two] = await openTwo()
    const mebibyte = new Blob([new Uint8Array(2 ** 20)])
    pick(one, new File(Array<Blob>(1024).fill(mebibyte), 'all there is room for.bin'))
    await eventually('it has begun', () => transfers(two, 'active').length === 1)
    inside(one.get('trystero-files'), 'button').click()
    await eventually('it has stopped', () => transfers(two, 'stopped').length === 1)
    pick(one, new File(['small'], 'small.txt'))
    await eventually('the other is there', () => transfers(two, 'save').length === 1)
  })

  it('refuses what is too large, on either side', async () => {
    const [one, two] = await openTwo()
    const codes: string[] = []
    one.body.addEventListener('trystero-error', ({ detail }) => codes.push(detail.error.code))
    one.get('trystero-files').maxSize = 10
    pick(one, new File(['more than ten bytes'], 'long.txt'))
    await eventually('it is reported', () => codes.length === 1)
    expect(codes).to.deep.equal(['too-large'])
    expect(transfers(one)).to.have.length(0)
    expect(inside(one.get('trystero-files'), '[part=message]').innerText).to.contain('long.txt')
    one.get('trystero-files').maxSize = Infinity
    two.get('trystero-files').maxSize = 10
    pick(one, new File([new Uint8Array(64 * 2 ** 20)], 'big.bin'))
    await eventually('the sender is told', () => transfers(one, 'stopped').length === 1)
    expect(transfers(two)).to.have.length(0)
  })

  it('stops when the peer goes, and says when there is nobody', async () => {
    const [one, two] = await openTwo('<trystero-files><b slot="nobody">Niemand da</b></trystero-files>')
    pick(one, new File([new Uint8Array(64 * 2 ** 20)], 'big.bin'))
    await eventually('it has begun', () => transfers(two, 'active').length === 1)
    two.close()
    await eventually('it has stopped', () => transfers(one, 'stopped').length === 1)
    expect(one.get('b').checkVisibility()).to.be.false
    await eventually('nobody is left', () => one.get('trystero-room').peerCount === 0)
    pick(one, new File(['x'], 'x.txt'))
    await eventually('it says so', () => one.get('b').checkVisibility())
  })
})
