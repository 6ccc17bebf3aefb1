import { expect } from '@open-wc/testing'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, inside, meet, openPage, roomTag } from './page.ts'

const TEMPLATE = `<template><p class="card">Peer <b data-text="peerId"></b></p></template>`

describe('<trystero-peers>', () => {
  afterEach(closePages)

  it('lists the IDs when it has no template', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, '<trystero-peers><p slot="empty">Nobody</p></trystero-peers>'))
    const peers = one.get('trystero-peers')
    await peers.updateComplete
    const empty = one.get('p')
    expect(empty.checkVisibility()).to.be.true
    expect(peers.matches(':state(empty)')).to.be.true
    const two = await openPage(roomTag(name))
    await meet(one, two)
    await eventually('it is listed', () => inside(peers, '[part=list]').innerText.trim() === two.selfId)
    expect(peers.peers).to.deep.equal([two.selfId])
    expect(empty.checkVisibility()).to.be.false
    two.close()
    await eventually('nobody is there again', () => empty.checkVisibility())
  })

  it('stamps its template once per peer, in join order, and takes it away on leave', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, `<trystero-peers>${TEMPLATE}</trystero-peers>`))
    const cards = (): (string | null)[] => [...one.body.querySelectorAll('.card')].map(({ textContent }) => textContent)
    const two = await openPage(roomTag(name))
    await meet(one, two)
    const three = await openPage(roomTag(name))
    await meet(one, two, three)
    await eventually('both are stamped', () => cards().length === 2)
    expect(cards()).to.deep.equal([`Peer ${two.selfId}`, `Peer ${three.selfId}`])
    const [first] = one.body.querySelectorAll('trystero-peer')
    expect(first?.peerId).to.equal(two.selfId)
    expect(first?.getAttribute('peer-id')).to.equal(two.selfId)
    two.close()
    await eventually('the first is gone', () => cards().length === 1)
    expect(cards()).to.deep.equal([`Peer ${three.selfId}`])
  })

  it('takes a template that comes after the peers, anywhere inside', async () => {
    const name = uniqueName()
    const one = await openPage(roomTag(name, '<trystero-peers><div></div></trystero-peers>'))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    one.get('div').innerHTML = TEMPLATE
    await eventually('it is stamped where the template is', () => one.get('div').querySelectorAll('.card').length === 1)
    one.get('template').remove()
    await eventually('the list takes its place', () => one.get('trystero-peers').shadowRoot?.querySelector('ul'))
    expect(one.body.querySelectorAll('.card')).to.have.length(0)
  })

  it('gives what is stamped its peer and its room', async () => {
    const name = uniqueName()
    const template = '<template><trystero-ping interval="100"></trystero-ping></template>'
    const one = await openPage(roomTag(name, `<trystero-peers>${template}</trystero-peers>`))
    const two = await openPage(roomTag(name))
    await meet(one, two)
    await eventually('it is measured', () => one.body.querySelector('trystero-ping')?.hasAttribute('ms'))
    const ping = one.get('trystero-ping')
    await ping.updateComplete
    expect(ping.ms).to.be.a('number')
    expect(ping.shadowRoot?.textContent.replace(/\s+/g, ' ').trim()).to.equal(`${ping.ms} ms`)
  })
})
