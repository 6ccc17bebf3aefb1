import { expect } from '@open-wc/testing'
import { createJoinRoom, loadStrategy, registerStrategy, type Strategy } from '../../src/core.ts'
import { closeFrames, joinByMemory, joined, meet, openFrame, uniqueName, type Peer } from '../support/peer.ts'
import { memory } from '../support/memory.ts'
import { nextError } from './next-error.ts'
import { errorOf, rejectionOf } from './rejection.ts'

type Core = typeof import('../../src/core.ts')
type Memory = typeof import('../support/memory.ts')

/** Opens a page and joins by several strategies, made from the memory strategy of that page. */
async function joinBy(name: string, make: (memory: Strategy) => Strategy[]): Promise<Peer> {
  const frame = await openFrame()
  const { createJoinRoom, selfId } = await frame.import<Core>('/src/core.ts')
  const { memory } = await frame.import<Memory>('/test/support/memory.ts')
  return { id: selfId, room: createJoinRoom(...make(memory))({ appId: 'test' }, name), frame }
}

/** A medium of its own beside the common one: the same room has another topic there. */
const onAnother =
  (memory: Strategy, suffix: string): Strategy =>
  (config, place) =>
    memory(config, { ...place, topic: place.topic.then((topic) => `${topic} ${suffix}`) })

describe('several strategies at once', () => {
  afterEach(closeFrames)

  it('make one peer of one that is met by both', async () => {
    const name = uniqueName()
    const both = (memory: Strategy): Strategy[] => [memory, onAnother(memory, 'b')]
    const [one, two] = await Promise.all([joinBy(name, both), joinBy(name, both)])
    const joins: string[] = []
    one.room.onPeerJoin((peerId) => joins.push(peerId))
    await meet(one, two)
    expect(await one.room.ping(two.id)).to.be.at.least(0)
    expect(joins).to.deep.equal([two.id])
  })

  it('meet those who have one of them', async () => {
    const name = uniqueName()
    const both = await joinBy(name, (memory) => [memory, onAnother(memory, 'b')])
    const [plain, another] = await Promise.all([joinByMemory(name), joinBy(name, (memory) => [onAnother(memory, 'b')])])
    await meet(both, plain, another)
  })

  it('of which one cannot begin delay nothing, and it is reported', async () => {
    const name = uniqueName()
    const failing: Strategy = () => Promise.reject(new Error('no such medium'))
    const never: Strategy = () => new Promise(() => undefined)
    const one = await joinBy(name, (memory) => [never, failing, memory])
    const error = await nextError(one.room)
    expect(error).to.include({ name: 'SignalingError', code: 'signaling' })
    expect(error.message).to.contain('no such medium')
    const two = await joinByMemory(name)
    await joined(one.room, two.id)
  })

  it('are closed when the room is left, even one that begins only then', async () => {
    const closed: string[] = []
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const recorded =
      (name: string, start: Promise<unknown>): Strategy =>
      async () => {
        await start
        return { announce() {}, send() {}, close: async () => void closed.push(name) }
      }
    const join = createJoinRoom(recorded('early', Promise.resolve()), recorded('late', begun))
    const room = join({ appId: 'test' }, uniqueName())
    await Promise.resolve().then(() => undefined)
    await room.leave()
    begin()
    await room.ready
    expect(closed).to.have.members(['early', 'late'])
  })
})

describe('a strategy by name', () => {
  it('is loaded when it is first used, the latest of its name', async () => {
    const name = `memory-${uniqueName().replaceAll(' ', '-')}`
    let loads = 0
    registerStrategy(name, () => Promise.reject(new Error('the first one')))
    registerStrategy(name, () => {
      loads++
      return Promise.resolve(memory)
    })
    expect(loads).to.equal(0)
    expect(await loadStrategy(name)).to.equal(memory)
    expect(loads).to.equal(1)
  })

  it('that there is none of is a ConfigError that names those there are', async () => {
    registerStrategy('known', () => Promise.resolve(memory))
    const error = await rejectionOf(loadStrategy('unknown'))
    expect(error).to.include({ name: 'ConfigError', key: 'strategy' })
    expect((error as Error).message)
      .to.contain('unknown')
      .and.contain('known')
  })

  it('has to be a word, and a way to load it', () => {
    const register = (...args: unknown[]): unknown => Reflect.apply(registerStrategy, undefined, args)
    for (const name of ['', 'two words', 'a\ttab', undefined, 5]) {
      expect(errorOf(() => register(name, () => Promise.resolve(memory)))).to.include({ key: 'name' })
    }
    expect(errorOf(() => register('word'))).to.include({ name: 'ConfigError', key: 'load' })
  })
})
