import { expect } from '@open-wc/testing'
import { ConfigError, joinRoom, type FirebaseConfig } from '../../src/firebase.ts'
import type { BaseConfig, RelayEvent, RoomErrorEvent } from '../../src/core.ts'
import { LocalFirebase } from '../support/local-firebase.ts'
import { closeFrames, gone, meet, next, openFrame, uniqueName, until, type Peer } from '../support/peer.ts'

type Firebase = typeof import('../../src/firebase.ts')
type FirebaseApp = typeof import('../support/firebase-app.ts')

async function join(name: string, config: Partial<BaseConfig> & FirebaseConfig): Promise<Peer> {
  const frame = await openFrame()
  const { joinRoom, selfId } = await frame.import<Firebase>('/src/firebase.ts')
  return { id: selfId, room: joinRoom({ appId: 'test', ...config }, name), frame }
}

const isOpen = ({ room }: Peer): Promise<void> =>
  until(room, 'relay', () => room.getRelays().some(({ state }) => state === 'open'))

describe('a room that meets in Firebase', () => {
  afterEach(closeFrames)

  it('brings its peers together, and leaves nothing behind when they have left', async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    const config = { appId: database.url }
    const one = await join(name, config)
    await isOpen(one)
    const others = await Promise.all([join(name, config), join(name, config)])
    await meet(one, ...others)
    const [send] = one.room.makeAction<string>('greet')
    const heard = others.map(
      ({ room }) => new Promise((resolve) => room.makeAction<string>('greet')[1]((data) => resolve(data))),
    )
    await send('hello')
    expect(await Promise.all(heard)).to.deep.equal(['hello', 'hello'])
    await Promise.all([one, ...others].map(({ room }) => room.leave()))
    expect(await database.data()).to.equal('null')
  })

  it('shows the database nothing it could read', async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    const one = await join(name, { appId: database.url, password: 'secret' })
    await isOpen(one)
    const data = await database.data()
    expect(data).to.contain(one.id)
    for (const word of [name, 'secret', 'sdp', 'candidate', 'ufrag']) expect(data).not.to.contain(word)
  })

  it('is emptied of a page that is closed', async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    const [one, other] = await Promise.all([join(name, { appId: database.url }), join(name, { appId: database.url })])
    await meet(one, other)
    other.frame.close()
    await gone(one.room, other.id)
    await database.holds((data) => !data.includes(other.id) && data.includes(one.id))
    one.frame.close()
    await database.holds((data) => data === 'null')
  })

  it('goes on while the database is away, and lets newcomers in when it is back', async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    const config = { appId: database.url }
    const [one, other] = await Promise.all([join(name, config), join(name, config)])
    await meet(one, other)
    const closed = new Promise<RelayEvent>((resolve) => {
      one.room.addEventListener('relay', (event) => {
        if (event.state === 'closed') resolve(event)
      })
    })
    const failed = next<RoomErrorEvent>(one.room, 'error')
    await database.stop()
    expect((await closed).url).to.equal(database.url)
    expect((await failed).error).to.include({ code: 'signaling', url: database.url })
    expect(await one.room.ping(other.id)).to.be.at.least(0)
    await database.start({ erase: true })
    const late = await join(name, config)
    await meet(one, other, late)
  })

  it('comes back to a database in a tab in the background too', async () => {
    const database = new LocalFirebase()
    const peer = await join(uniqueName(), { appId: database.url })
    await isOpen(peer)
    const { document, window } = peer.frame
    Object.defineProperty(document, 'hidden', { value: true })
    document.dispatchEvent(new window.Event('visibilitychange'))
    await database.stop()
    await until(peer.room, 'relay', () => peer.room.getRelays().some(({ state }) => state === 'closed'))
    await database.start()
    await isOpen(peer)
  })

  it('tells who is there without joining', async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    const { frame } = await join(uniqueName(), { appId: database.url })
    const { getOccupants } = await frame.import<Firebase>('/src/firebase.ts')
    const config = { appId: database.url }
    expect(await getOccupants(config, name)).to.deep.equal([])
    const peers = await Promise.all([join(name, config), join(name, config)])
    await Promise.all(peers.map(isOpen))
    expect((await getOccupants(config, name)).sort()).to.deep.equal(peers.map(({ id }) => id).sort())
  })

  it("meets in the database of the page's own app", async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    const frames = await Promise.all([openFrame(), openFrame()])
    const peers = await Promise.all(
      frames.map(async (frame) => {
        const { joinRoom, selfId } = await frame.import<Firebase>('/src/firebase.ts')
        const { initializeApp } = await frame.import<FirebaseApp>('/test/support/firebase-app.ts')
        const firebaseApp = initializeApp({ databaseURL: database.url })
        return { frame, id: selfId, room: joinRoom({ firebaseApp, rootPath: 'deep/inside' }, name) }
      }),
    )
    await meet(...peers)
    expect(await database.data()).to.match(/^{"deep":{"inside":{/)
  })

  it('throws at once what is wrong with its config', () => {
    const wrong: [string, unknown][] = [
      ['config', undefined],
      ['appId', {}],
      ['appId', { appId: 'no database' }],
      ['firebaseApp', { firebaseApp: 'text' }],
      ['rootPath', { appId: 'database', rootPath: '' }],
    ]
    for (const [key, config] of wrong) {
      expect(() => joinRoom(config as BaseConfig, 'room'))
        .to.throw(ConfigError)
        .with.property('key', key)
    }
  })

  it('can be left and joined again at once', async () => {
    const database = new LocalFirebase()
    const name = uniqueName()
    const config = { appId: database.url }
    const [one, other] = await Promise.all([join(name, config), join(name, config)])
    await meet(one, other)
    const { joinRoom } = await other.frame.import<Firebase>('/src/firebase.ts')
    const left = gone(one.room, other.id)
    void other.room.leave()
    const again = { ...other, room: joinRoom(config, name) }
    expect(again.room).not.to.equal(other.room)
    await left
    await meet(one, again)
    other.frame.close()
    await database.holds((data) => !data.includes(other.id))
  })
})
