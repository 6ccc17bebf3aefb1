import { expect } from '@open-wc/testing'
import { PeerFrame } from '../support/peer-frame.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, meet, openPage, roomTag } from './page.ts'
import type { Page } from './page.ts'

/** A task later: what had to survive a move has survived, what had to end has ended. */
const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Counts the joins and leaves of the rooms in a page. */
function count(page: Page): { joins: number; leaves: number } {
  const counts = { joins: 0, leaves: 0 }
  page.body.addEventListener('trystero-join', () => (counts.joins += 1))
  page.body.addEventListener('trystero-leave', () => (counts.leaves += 1))
  return counts
}

const CAN_MOVE = 'moveBefore' in HTMLElement.prototype

const MEMBER = '<trystero-peers></trystero-peers>'

const shown = (page: Page): string => page.get('trystero-peers').shadowRoot?.querySelector('ul')?.innerText.trim() ?? ''

describe('lifecycle', () => {
  afterEach(closePages)

  it('keeps the room when it is moved in the page', async () => {
    const name = uniqueName()
    const one = await openPage(`<main></main>${roomTag(name, MEMBER)}`)
    const two = await openPage(roomTag(name))
    await meet(one, two)
    const counts = count(one)
    const element = one.get('trystero-room')
    const { room } = element
    one.get('main').append(element)
    await task()
    expect(element.room === room, 'the same room').to.be.true
    element.remove()
    await Promise.resolve()
    one.body.append(element)
    await task()
    expect(element.room === room, 'the same room').to.be.true
    expect(element.peers).to.deep.equal([two.selfId])
    expect(shown(one)).to.equal(two.selfId)
    expect(counts).to.deep.equal({ joins: 0, leaves: 0 })
  })

  it('keeps the room when it is moved by moveBefore, where there is one', async () => {
    const one = await openPage(`<main></main>${roomTag(uniqueName(), MEMBER)}`)
    const element = one.get('trystero-room')
    await eventually('it joins', () => element.state === 'joined')
    const { room } = element
    const main = one.get('main')
    if (CAN_MOVE) main.moveBefore(element, null)
    else main.append(element)
    await task()
    expect(element.room === room, 'the same room').to.be.true
    expect(one.get('trystero-peers').room === room, 'the same room').to.be.true
  })

  it('leaves when it is removed, and joins when it is put back later', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, MEMBER))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    const element = one.get('trystero-room')
    const counts = { leaves: 0 }
    element.addEventListener('trystero-leave', () => (counts.leaves += 1))
    element.remove()
    await eventually('it is gone for the other', () => two.get('trystero-room').peerCount === 0)
    expect(element.state).to.equal('idle')
    expect(counts.leaves).to.equal(1)
    one.body.append(element)
    await meet(one, two)
    await eventually('its member is back too', () => shown(one) === two.selfId)
  })

  it('leaves and joins once for any number of attributes changed together', async () => {
    const [name, otherName] = [uniqueName(), uniqueName()]
    const one = await openPage(roomTag(name, MEMBER))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    const three = await openPage(roomTag(otherName, '', 'password="secret"'))
    const counts = count(one)
    one.get('trystero-room').name = otherName
    one.get('trystero-room').setAttribute('password', 'secret')
    one.get('trystero-room').rtcConfig = { iceServers: [] }
    await meet(one, three)
    expect(counts).to.deep.equal({ joins: 1, leaves: 1 })
    await eventually('its member follows', () => shown(one) === three.selfId)
  })

  it('stays when settings are set again to what they are, as frameworks do', async () => {
    const one = await openPage(roomTag(uniqueName()))
    const element = one.get('trystero-room')
    element.rtcConfig = { iceServers: [] }
    element.config = { admit: () => true }
    await eventually('it joins', () => element.state === 'joined')
    const { room } = element
    element.rtcConfig = { iceServers: [] }
    element.config = { admit: () => true }
    await element.updateComplete
    expect(element.room === room, 'the same room').to.be.true
  })

  it('shares one room between two elements that name the same', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name) + roomTag(name, MEMBER))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    const [first, second] = one.body.querySelectorAll('trystero-room')
    expect(second?.room === first?.room, 'the same room').to.be.true
    first?.remove()
    await task()
    expect(second?.state).to.equal('joined')
    expect(two.get('trystero-room').peers).to.deep.equal([one.selfId])
    second?.remove()
    await eventually('it is left with the last', () => two.get('trystero-room').peerCount === 0)
  })

  it('keeps what was set before the script came', async () => {
    const frame = await PeerFrame.open()
    frame.document.body.innerHTML = `<trystero-peers for="r"></trystero-peers><trystero-room id="r"></trystero-room>`
    const room = frame.document.querySelector('trystero-room')
    const name = uniqueName()
    Object.assign(room ?? {}, { appId: 'test', name, strategy: 'memory', rtcConfig: { iceServers: [] } })
    type Elements = typeof import('../../elements/index.ts')
    const { memory } = await frame.import<typeof import('../support/memory.ts')>('/test/support/memory.ts')
    const { registerStrategy } = await frame.import<Elements>('/src/index.ts')
    registerStrategy('memory', () => Promise.resolve(memory))
    await frame.import<Elements>('/elements/index.ts')
    await eventually('it joins', () => room?.state === 'joined')
    expect(room?.rtcConfig).to.deep.equal({ iceServers: [] })
    expect(room?.name).to.equal(name)
    expect(frame.document.querySelector('trystero-peers')?.room === room?.room, 'the same room').to.be.true
    frame.close()
  })

  it('does not mind the order in which tags are defined', async () => {
    const frame = await PeerFrame.open()
    const name = uniqueName()
    frame.document.body.innerHTML = roomTag(
      name,
      `<trystero-peer peer-id="x"><trystero-ping></trystero-ping></trystero-peer>${MEMBER}`,
    )
    const { memory } = await frame.import<typeof import('../support/memory.ts')>('/test/support/memory.ts')
    const library = await frame.import<typeof import('../../src/index.ts')>('/src/index.ts')
    library.registerStrategy('memory', () => Promise.resolve(memory))
    for (const tag of ['ping', 'peers', 'peer', 'room']) await frame.import(`/elements/trystero-${tag}.ts`)
    const other = await openPage(roomTag(name))
    const peers = frame.document.querySelector('trystero-peers')
    await eventually('the member has the room', () => peers?.peers.includes(other.selfId))
    frame.close()
  })

  it('works from createElement, in any order of appending', async () => {
    const name = uniqueName()
    const one = await openPage()
    const { document } = one.frame
    const peers = document.createElement('trystero-peers')
    const room = document.createElement('trystero-room')
    expect(room.getAttributeNames()).to.deep.equal([])
    room.append(peers)
    one.body.append(room)
    room.setAttribute('app-id', 'test')
    room.setAttribute('name', name)
    room.setAttribute('strategy', 'memory')
    const two = await openPage(roomTag(name))
    await eventually('the member has the room', () => peers.peers.includes(two.selfId))
  })

  it('finds a room by for, wherever and whenever it comes', async () => {
    const name = uniqueName()
    const one = await openPage(`<trystero-peers for="late"></trystero-peers>`)
    const two = await openPage(roomTag(name))
    const peers = one.get('trystero-peers')
    await peers.updateComplete
    expect(peers.room === undefined, 'the same room').to.be.true
    one.body.insertAdjacentHTML('beforeend', `<div>${roomTag(name, '', 'id="late"')}</div>`)
    await eventually('it has found the room', () => peers.peers.includes(two.selfId))
    // Another element takes the ID over.
    const other = roomTag(uniqueName(), '', 'id="late"')
    one.get('trystero-room').outerHTML = other
    await eventually('it has the new room', () => peers.room && peers.room === one.get('trystero-room').room)
    expect(peers.peers).to.deep.equal([])
    // And an ID that is given later counts as well.
    one.get('trystero-room').id = 'other'
    peers.for = 'other'
    await eventually('it has the room by its new ID', () => peers.room === one.get('trystero-room').room)
  })

  it('prefers for to the room around, nested rooms included', async () => {
    const [outer, inner] = [uniqueName(), uniqueName()]
    const member = '<trystero-peers for="outer"></trystero-peers><trystero-status></trystero-status>'
    const page = await openPage(roomTag(outer, roomTag(inner, member, 'id="inner"'), 'id="outer"'))
    const rooms = page.body.querySelectorAll('trystero-room')
    await eventually('both are joined', () => [...rooms].every(({ state }) => state === 'joined'))
    expect(page.get('trystero-peers').room === rooms[0]?.room, 'the same room').to.be.true
    expect(page.get('trystero-status').room === rooms[1]?.room, 'the same room').to.be.true
  })

  it('works inside shadow roots, nested or by for', async () => {
    const name = uniqueName()
    const one = await openPage(`<section></section>${roomTag(name, '<article></article>', 'id="room"')}`)
    const two = await openPage(roomTag(name))
    const hosts = [one.get('section'), one.get('article')]
    const members = hosts.map((host, index) => {
      const root = host.attachShadow({ mode: 'open' })
      root.innerHTML = index ? MEMBER : '<trystero-peers for="room"></trystero-peers>'
      return root.querySelector('trystero-peers')
    })
    for (const member of members) await eventually('it has the room', () => member?.peers.includes(two.selfId))
  })

  it('works cloned from a template', async () => {
    const name = uniqueName()
    const one = await openPage(`<template>${roomTag(name, MEMBER)}</template>`)
    const template = one.get('template')
    one.body.append(template.content.cloneNode(true))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    await eventually('its member has the room', () => shown(one) === two.selfId)
  })

  it('follows when a member is moved to another room', async () => {
    const [name, otherName] = [uniqueName(), uniqueName()]
    const page = await openPage(roomTag(name, MEMBER) + roomTag(otherName))
    const [first, second] = page.body.querySelectorAll('trystero-room')
    const member = page.get('trystero-peers')
    await eventually('it has its room', () => member.room && member.room === first?.room)
    second?.append(member)
    await eventually('it has the other room', () => member.room && member.room === second?.room)
    page.body.append(member)
    await eventually('it has none', () => member.room === undefined)
  })
})
