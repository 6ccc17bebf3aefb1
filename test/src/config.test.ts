import { expect } from '@open-wc/testing'
import { ConfigError, createJoinRoom, type BaseConfig, type MeetingPlace } from '../../src/core.ts'
import { joinRoom } from '../../src/torrent.ts'
import { LocalTracker } from '../support/local-tracker.ts'
import { memory } from '../support/memory.ts'
import { uniqueName } from '../support/peer.ts'
import { errorOf } from './rejection.ts'

const RIGHT = { appId: 'test', trackerUrls: [new LocalTracker().url] }

/** As a page without types calls it. */
const join = (config: unknown, namespace: unknown): unknown => Reflect.apply(joinRoom, undefined, [config, namespace])

const wrong: [key: string, values: unknown[]][] = [
  ['appId', [undefined, null, '', 5, {}]],
  ['password', ['', 5, {}]],
  ['rtcConfig', ['stun:example.org', 5, true]],
  ['maxPayload', [0, -1, NaN, '1000']],
  ['admit', [true, 'everybody', {}]],
  ['admitTimeout', [0, -1, NaN, '1000']],
  ['wrtc', [{}, 'wrtc', { RTCPeerConnection: 'none' }]],
  ['trackerUrls', ['wss://one.example', [], ['https://one.example'], ['nonsense'], [5], ['wss://one.example', '']]],
  ['trackerRedundancy', [0, -1, 1.5, 4, '2', NaN]],
]

describe('what is wrong with a config', () => {
  for (const [key, values] of wrong) {
    it(`is said at once, with the key ${key}`, () => {
      for (const value of values) {
        // The trackers' number counts only without their names.
        const trackers = key === 'trackerRedundancy' ? {} : RIGHT
        const error = errorOf(() => join({ appId: 'test', ...trackers, [key]: value }, uniqueName()))
        expect(error, String(value)).to.be.instanceOf(ConfigError)
        expect(error).to.include({ code: 'config', key })
        expect((error as ConfigError).message).to.match(new RegExp(`^${key}: .+`))
      }
    })
  }

  it('is said of a config that is none, and of a name that is none', () => {
    for (const config of [undefined, null, 'test']) {
      expect(errorOf(() => join(config, uniqueName()))).to.include({ name: 'ConfigError', key: 'config' })
    }
    for (const name of [undefined, null, '', 5]) {
      expect(errorOf(() => join(RIGHT, name))).to.include({ name: 'ConfigError', key: 'namespace' })
    }
  })

  it('does not stand in the way of joining with a right one', async () => {
    const name = uniqueName()
    errorOf(() => join({ ...RIGHT, maxPayload: -1 }, name))
    const room = joinRoom({ ...RIGHT, maxPayload: 1 }, name)
    expect(room.getPeers()).to.deep.equal([])
    await room.leave()
  })

  it('is nothing when a key is left undefined or null', async () => {
    const keys = wrong.map(([key]) => key).filter((key) => key !== 'appId')
    for (const nothing of [undefined, null]) {
      const config = { ...Object.fromEntries(keys.map((key) => [key, nothing])), ...RIGHT }
      const room = joinRoom(config, uniqueName())
      await room.leave()
    }
  })

  it('by which a strategy cannot begin leaves none of the others at work', async () => {
    const begun: Promise<MeetingPlace>[] = []
    let closed = 0
    const first = async (_config: object, place: MeetingPlace) => {
      begun.push(Promise.resolve(place))
      return {
        announce() {},
        send() {},
        close: async () => {
          closed++
        },
      }
    }
    const second = (): never => {
      throw new ConfigError('second', 'something else')
    }
    const join = createJoinRoom(first, second)
    expect(errorOf(() => join({ appId: 'test' }, uniqueName()))).to.include({ key: 'second' })
    await Promise.all(begun)
    await new Promise((resolve) => setTimeout(resolve))
    expect(closed).to.equal(begun.length)
  })

  it('is said of no strategy at all', () => {
    expect(errorOf(() => createJoinRoom())).to.include({ name: 'ConfigError', key: 'strategies' })
  })
})

describe('a config that is right', () => {
  it('is checked against every key a page may give', async () => {
    const config: BaseConfig = {
      appId: 'test',
      password: 'secret',
      rtcConfig: { iceServers: [] },
      maxPayload: 1,
      admit: () => true,
      admitTimeout: 1,
      wrtc: { RTCPeerConnection },
    }
    const room = createJoinRoom(memory)(config, uniqueName())
    await room.leave()
  })
})
