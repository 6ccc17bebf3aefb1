import { expect } from '@open-wc/testing'
import { LocalTracker } from '../support/local-tracker.ts'
import { closeFrames, joinByTorrent, joined, openFrame, uniqueName, until } from '../support/peer.ts'
import { movingPicture } from './moving-picture.ts'
import { nextStreamOf } from './shared-media.ts'
import type { PeerFrame } from '../support/peer-frame.ts'

type Torrent = typeof import('../../src/torrent.ts')

/** Watches what a page keeps running, from before the library is loaded in it. */
function watch({ window }: PeerFrame) {
  const intervals = new Set<number>()
  const clearings = new EventTarget()
  const sockets: WebSocket[] = []
  const connections: RTCPeerConnection[] = []
  const set = window.setInterval.bind(window)
  const clear = window.clearInterval.bind(window)
  Object.assign(window, {
    setInterval: (callback: () => void, ms: number) => {
      const id = set(callback, ms)
      intervals.add(id)
      return id
    },
    clearInterval: (id: number) => {
      clear(id)
      intervals.delete(id)
      clearings.dispatchEvent(new Event('clear'))
    },
  })
  window.WebSocket = class extends window.WebSocket {
    constructor(url: string | URL) {
      super(url)
      sockets.push(this)
    }
  }
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(config)
      connections.push(this)
    }
  }
  return { intervals, clearings, sockets, connections }
}

describe('after leaving', () => {
  afterEach(closeFrames)

  it('nothing is left running: no connection, no socket, no interval, no track that came', async () => {
    const name = uniqueName()
    const trackerUrls = [new LocalTracker().url]
    const frame = await openFrame()
    const { intervals, clearings, sockets, connections } = watch(frame)
    const { joinRoom, selfId } = await frame.import<Torrent>('/src/torrent.ts')
    const room = joinRoom({ appId: 'test', trackerUrls }, name)
    const others = await Promise.all([joinByTorrent(name, { trackerUrls }), joinByTorrent(name, { trackerUrls })])
    await Promise.all(others.flatMap(({ id, room: other }) => [joined(room, id), joined(other, selfId)]))
    const [one] = others
    const shared = nextStreamOf(room)
    one.room.addStream(movingPicture(one.frame), selfId)
    const { stream } = await shared
    expect([sockets.length, connections.length >= 2, intervals.size > 0]).to.deep.equal([1, true, true])
    await room.leave()
    // These end in tasks of their own.
    for (const track of stream.getTracks()) await until(track, 'ended', () => track.readyState === 'ended')
    await until(clearings, 'clear', () => intervals.size === 0)
    expect(connections.filter(({ signalingState }) => signalingState !== 'closed')).to.deep.equal([])
    for (const socket of sockets) {
      await until(socket, 'close', () => socket.readyState === WebSocket.CLOSED)
    }
  })
})
