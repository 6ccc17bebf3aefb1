import { expect } from '@open-wc/testing'
import type { BaseConfig, RoomErrorEvent } from '../../src/core.ts'
import type { IpfsConfig } from '../../src/ipfs.ts'
import { hubAddresses, LocalHub, LocalStar } from '../support/local-ipfs.ts'
import { closeFrames, gone, meet, next, openFrame, uniqueName, until, type Peer } from '../support/peer.ts'
import type { PeerFrame } from '../support/peer-frame.ts'

type Ipfs = typeof import('../../src/ipfs.ts')
type Libp2pNode = typeof import('../support/libp2p-node.ts')

async function join(name: string, config: Partial<BaseConfig> & IpfsConfig, page?: PeerFrame): Promise<Peer> {
  const frame = page ?? (await openFrame())
  const { joinRoom, selfId } = await frame.import<Ipfs>('/src/ipfs.ts')
  return { id: selfId, room: joinRoom({ appId: 'test', ...config }, name), frame }
}

const isOpen = ({ room }: Peer): Promise<void> =>
  until(room, 'relay', () => room.getRelays().some(({ state }) => state === 'open'))

/** Resolves with what the others get of what one sends. */
async function talk(one: Peer, ...others: readonly Peer[]): Promise<unknown[]> {
  const heard = others.map(
    ({ room }) => new Promise((resolve) => room.makeAction<string>('talk')[1]((data) => resolve(data))),
  )
  const [send] = one.room.makeAction<string>('talk')
  await send('hello')
  return Promise.all(heard)
}

describe('a room that meets in IPFS', () => {
  afterEach(closeFrames)

  it('brings its peers together, and leaves nothing behind when they have left', async () => {
    const hub = new LocalHub()
    const name = uniqueName()
    const config = { swarmAddresses: await hub.addresses() }
    const one = await join(name, config)
    await isOpen(one)
    const others = await Promise.all([join(name, config), join(name, config)])
    await meet(one, ...others)
    expect(await talk(one, ...others)).to.deep.equal(['hello', 'hello'])
    await Promise.all([one, ...others].map(({ room }) => room.leave()))
    await hub.until(({ peers, topics }) => peers === 0 && topics.length === 0)
  })

  it('brings together pages with a node of their own and pages without', async () => {
    const name = uniqueName()
    const swarmAddresses = await hubAddresses()
    const frame = await openFrame()
    const { createNode } = await frame.import<Libp2pNode>('/test/support/libp2p-node.ts')
    const given = await join(name, { ipfs: await createNode(swarmAddresses) }, frame)
    const made = await join(name, { swarmAddresses })
    await meet(given, made)
    expect(await talk(given, made)).to.deep.equal(['hello'])
  })

  it('brings its peers together through a webrtc-star server', async () => {
    const name = uniqueName()
    const config = { swarmAddresses: await new LocalStar().addresses() }
    const one = await join(name, config)
    await isOpen(one)
    const other = await join(name, config)
    await meet(one, other)
    expect(await talk(one, other)).to.deep.equal(['hello'])
  })

  it('outlives the hub, and finds newcomers when it is back', async () => {
    const hub = new LocalHub()
    const name = uniqueName()
    const config = { swarmAddresses: await hub.addresses() }
    const [one, other] = await Promise.all([join(name, config), join(name, config)])
    await meet(one, other)
    const lost = next<RoomErrorEvent>(one.room, 'error')
    await hub.stop()
    expect((await lost).error).to.include({ code: 'signaling', url: config.swarmAddresses[0] })
    expect(await talk(one, other)).to.deep.equal(['hello'])
    await hub.start()
    const newcomer = await join(name, config)
    await meet(one, other, newcomer)
    newcomer.frame.close()
    await gone(one.room, newcomer.id)
  })

  it('shows the hub nothing it could read', async () => {
    const hub = new LocalHub()
    const name = uniqueName()
    const one = await join(name, { swarmAddresses: await hub.addresses(), password: 'secret' })
    await isOpen(one)
    await hub.until(({ topics }) => topics.length === 2)
    const { topics } = await hub.status()
    for (const word of [name, 'secret', 'test']) expect(topics.join(' ')).not.to.contain(word)
  })
})
