import { expect } from '@open-wc/testing'
import { LocalTracker, trackerUrl } from '../support/local-tracker.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, meet, openPage, roomTag } from './page.ts'

describe('<trystero-room>', () => {
  afterEach(closePages)

  it('joins by its attributes and tells who comes and goes', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name))
    const room = one.get('trystero-room')
    const heard: string[] = []
    one.body.addEventListener('trystero-join', ({ detail }) => heard.push(`self ${detail.selfId}`))
    one.body.addEventListener('trystero-peer-join', ({ detail }) => heard.push(`join ${detail.peerId}`))
    one.body.addEventListener('trystero-peer-leave', ({ detail }) => heard.push(`leave ${detail.peerId}`))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    expect(room.state).to.equal('joined')
    expect(room.getAttribute('state')).to.equal('joined')
    expect(room.getAttribute('peer-count')).to.equal('1')
    expect(room.peerCount).to.equal(1)
    expect(room.matches(':state(joined)')).to.be.true
    expect(room.selfId).to.equal(one.selfId)
    expect(room.peers).to.deep.equal([two.selfId])
    two.get('trystero-room').remove()
    await eventually('the peer is gone', () => room.peerCount === 0)
    expect(room.getAttribute('peer-count')).to.equal('0')
    expect(heard).to.deep.equal([`self ${one.selfId}`, `join ${two.selfId}`, `leave ${two.selfId}`])
    expect([...one.uncaught, ...two.uncaught]).to.deep.equal([])
  })

  it('does not join by itself when manual', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, '', 'manual'))
    const two = await openPage(roomTag(name))
    const room = one.get('trystero-room')
    await room.updateComplete
    expect(room.state).to.equal('idle')
    expect(room.getAttribute('state')).to.equal('idle')
    await room.join()
    await meet(one, two)
    const left: unknown[] = []
    room.addEventListener('trystero-leave', (event) => left.push(event.detail))
    await room.leave()
    expect(room.state).to.equal('idle')
    expect(room.room).to.equal(undefined)
    expect(left).to.have.length(1)
    await eventually('it is gone for the other', () => two.get('trystero-room').peerCount === 0)
    room.manual = false
    await meet(one, two)
  })

  for (const [attributes, key] of [
    ['name="x"', 'appId'],
    ['app-id="x"', 'name'],
    ['app-id="x" name="x" strategy="pigeon"', 'strategy'],
    ['app-id="x" name="x" tracker-urls="https://no.example"', 'trackerUrls'],
  ] as const) {
    it(`fails clearly with ${attributes}`, async () => {
      const page = await openPage()
      const errors: Error[] = []
      page.body.addEventListener('trystero-error', ({ detail }) => errors.push(detail.error))
      page.html = `<trystero-room ${attributes}></trystero-room>`
      const room = page.get('trystero-room')
      await eventually('it fails', () => room.state === 'failed')
      const [error] = errors
      expect(errors).to.have.length(1)
      expect(error).to.be.instanceOf(page.elements.ConfigError)
      expect(error).to.have.property('key', key)
      expect(room.getAttribute('state')).to.equal('failed')
      // And works as soon as the attributes say something else.
      for (const [name, value] of [
        ['app-id', 'test'],
        ['name', uniqueName()],
        ['strategy', 'memory'],
      ] as const) {
        room.setAttribute(name, value)
      }
      await eventually('it joins', () => room.state === 'joined')
      expect(page.uncaught).to.deep.equal([])
    })
  }

  it('fails while the tracker is unreachable, and recovers by itself', async () => {
    const tracker = new LocalTracker()
    const page = await openPage()
    const heard: string[] = []
    page.body.addEventListener('trystero-error', ({ detail }) => heard.push(detail.error.code))
    page.body.addEventListener('trystero-relay', ({ detail }) => heard.push(detail.state))
    await tracker.stop()
    page.html = `<trystero-room app-id="test" name="${uniqueName()}" tracker-urls="${tracker.url}"></trystero-room>`
    const room = page.get('trystero-room')
    await eventually('it fails', () => room.state === 'failed')
    expect(heard).to.include('signaling')
    expect(heard).to.include('closed')
    await tracker.start()
    await eventually('it recovers', () => room.state === 'joined')
    expect(page.uncaught).to.deep.equal([])
  })

  it('takes a tracker on the page’s own server by its path', async () => {
    const path = new URL(trackerUrl).pathname
    const page = await openPage()
    page.html = `<trystero-room app-id="test" name="${uniqueName()}" tracker-urls="${path}"></trystero-room>`
    const room = page.get('trystero-room')
    await eventually('it joins', () => room.state === 'joined')
    expect(room.room?.getRelays().map(({ url }) => url)).to.deep.equal([trackerUrl])
  })

  it('keeps those with another password apart, and never shows the password', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name))
    const two = await openPage(roomTag(name))
    for (const page of [one, two]) page.get('trystero-room').password = 'secret'
    const three = await openPage(roomTag(name, '', 'password="other"'))
    await eventually('the two with the password meet', () => one.get('trystero-room').peerCount === 1)
    expect(one.get('trystero-room').peers).to.deep.equal([two.selfId])
    expect(three.get('trystero-room').peers).to.deep.equal([])
    expect(one.get('trystero-room').outerHTML).not.to.contain('secret')
  })

  it('meets by several strategies at once', async () => {
    const attributes = `app-id="test" strategy="torrent memory" tracker-urls="${trackerUrl}" name="${uniqueName()}"`
    const one = await openPage(`<trystero-room ${attributes}></trystero-room>`)
    const two = await openPage(`<trystero-room ${attributes}></trystero-room>`)
    await meet(one, two)
    const relays = one.get('trystero-room').room?.getRelays() ?? []
    expect(relays.map(({ url }) => url)).to.have.members([trackerUrl, 'memory:'])
  })

  it('passes config on, and attributes win over it', async () => {
    const page = await openPage()
    const element = new page.elements.TrysteroRoom()
    const asked: string[] = []
    element.appId = 'test'
    element.name = uniqueName()
    element.strategy = 'memory'
    element.config = {
      appId: 'not this one',
      admit: (peerId: string) => {
        asked.push(peerId)
        return true
      },
    }
    page.body.append(element)
    const other = await openPage(roomTag(element.name))
    await meet(page, other)
    expect(asked).to.deep.equal([other.selfId])
  })
})
