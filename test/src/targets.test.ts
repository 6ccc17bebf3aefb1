import { expect } from '@open-wc/testing'
import type { SendError } from '../../src/core.ts'
import { closeFrames, joinByMemory, meet, uniqueName, type Peer } from '../support/peer.ts'
import { rejectionOf } from './rejection.ts'

let peers: [Peer, Peer, Peer]
const heard = new Map<string, unknown[]>()

describe('the target of a message', () => {
  before(async () => {
    const name = uniqueName()
    peers = await Promise.all([joinByMemory(name), joinByMemory(name), joinByMemory(name)])
    await meet(...peers)
    for (const { id, room } of peers) room.makeAction('say')[1]((data) => heard.get(id)?.push(data))
  })

  beforeEach(() => {
    for (const { id } of peers) heard.set(id, [])
  })

  after(closeFrames)

  const say = (data: string, target?: string | string[] | null): Promise<void> =>
    peers[0].room.makeAction('say')[0](data, target)

  it('is everybody else when left out, or null', async () => {
    await say('omitted')
    await say('null', null)
    expect(peers.map(({ id }) => heard.get(id))).to.deep.equal([[], ['omitted', 'null'], ['omitted', 'null']])
  })

  it('is one peer, or several, each once', async () => {
    const [, two, three] = peers
    await say('one', two.id)
    await say('both', [three.id, two.id, two.id])
    await say('nobody', [])
    expect(heard.get(two.id)).to.deep.equal(['one', 'both'])
    expect(heard.get(three.id)).to.deep.equal(['both'])
  })

  it('that is not here is named in the SendError, and the others get it', async () => {
    const [, two] = peers
    const error = (await rejectionOf(say('some', ['nobody', two.id, 'no one']))) as SendError
    expect(error).to.include({ name: 'SendError', code: 'send' })
    expect(error.peerIds).to.deep.equal(['nobody', 'no one'])
    expect(error.errors.map(({ message }) => message)).to.deep.equal(['not in the room', 'not in the room'])
    expect(error.message).to.contain('nobody').and.contain('no one')
    expect(heard.get(two.id)).to.deep.equal(['some'])
  })

  it('that is none is a ConfigError', async () => {
    for (const target of [5, {}, [5], true]) {
      expect(await rejectionOf(say('x', target as string))).to.include({ name: 'ConfigError', key: 'target' })
    }
  })
})
