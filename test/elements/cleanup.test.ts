import { expect } from '@open-wc/testing'
import { PeerFrame } from '../support/peer-frame.ts'
import { uniqueName } from '../support/peer.ts'
import { closePages, eventually, meet, openPage, Page, roomTag } from './page.ts'

/** Everything but the room: each listens, observes, measures or captures in its own way. */
const MEMBERS = `<trystero-peers><template><trystero-ping></trystero-ping></template></trystero-peers>
  <trystero-action name="a"><form></form><template></template></trystero-action>
  <trystero-peer peer-id="x"><trystero-peer-video></trystero-peer-video><trystero-peer-audio></trystero-peer-audio></trystero-peer>
  <trystero-status></trystero-status><trystero-chat></trystero-chat><trystero-cursors></trystero-cursors>
  <trystero-files></trystero-files><trystero-sync><input name="x"></trystero-sync><trystero-ping for="room"></trystero-ping>`

type Add = (...args: Parameters<EventTarget['addEventListener']>) => void
type Remove = (...args: Parameters<EventTarget['removeEventListener']>) => void

/** Counts what a page holds on to: listeners on what outlives the elements, timers, observers, connections. */
class Ledger {
  readonly timers = new Set<number>()
  readonly connections = new Set<RTCPeerConnection>()
  readonly tracks = new Set<MediaStreamTrack>()
  readonly #listeners = new Map<EventTarget, Set<string>>()
  readonly #names = new WeakMap<object, number>()
  #count = 0

  constructor(window: PeerFrame['window']) {
    this.#countListeners(window)
    this.#countTimers(window)
    const connections = this.connections
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config)
        connections.add(this)
      }
    }
    const { mediaDevices } = window.navigator
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints)
      for (const track of stream.getTracks()) this.tracks.add(track)
      return stream
    }
  }

  listenersOf(target: EventTarget): number {
    return this.#listeners.get(target)?.size ?? 0
  }

  #countListeners(window: PeerFrame['window']): void {
    const { prototype } = window.EventTarget
    const add: Add = Reflect.get(prototype, 'addEventListener')
    const remove: Remove = Reflect.get(prototype, 'removeEventListener')
    const keyOf = (type: string, listener: object): string => `${type} ${this.#nameOf(listener)}`
    const forget = (target: EventTarget, key: string): void => void this.#listeners.get(target)?.delete(key)
    const note = (target: EventTarget, key: string, signal: AbortSignal | undefined): void => {
      this.#listeners.set(target, (this.#listeners.get(target) ?? new Set()).add(key))
      if (signal) add.call(signal, 'abort', () => forget(target, key))
    }
    prototype.addEventListener = function (this: EventTarget, type, listener, options) {
      const signal = typeof options === 'object' ? options.signal : undefined
      if (listener) note(this, keyOf(type, listener), signal)
      add.call(this, type, listener, options)
    }
    prototype.removeEventListener = function (this: EventTarget, type, listener, options) {
      if (listener) forget(this, keyOf(type, listener))
      remove.call(this, type, listener, options)
    }
  }

  #countTimers(window: PeerFrame['window']): void {
    const set = window.setTimeout.bind(window)
    const clear = window.clearTimeout.bind(window)
    window.setTimeout = ((callback: () => void, delay?: number) => {
      const timer = set(() => {
        this.timers.delete(timer)
        callback()
      }, delay)
      this.timers.add(timer)
      return timer
    }) as typeof window.setTimeout
    window.clearTimeout = (timer) => {
      if (typeof timer === 'number') this.timers.delete(timer)
      clear(timer)
    }
  }

  #nameOf(listener: object): number {
    const name = this.#names.get(listener) ?? (this.#count += 1)
    this.#names.set(listener, name)
    return name
  }
}

/** A page whose ledger was opened before any script came. */
async function openLedger(): Promise<{ page: Page; ledger: Ledger }> {
  const frame = await PeerFrame.open()
  const ledger = new Ledger(frame.window)
  return { page: await Page.of(frame), ledger }
}

describe('what is left behind', () => {
  afterEach(closePages)

  it('is nothing, after a thousand turns of every element in a room', async () => {
    const name = uniqueName()
    const { page, ledger } = await openLedger()
    page.html = roomTag(name, '<main></main>', 'id="room"')
    const other = await openPage(roomTag(name))
    await meet(page, other)
    const main = page.get('main')
    const { room } = page.get('trystero-room')
    if (!room) throw new Error('no room')
    const turn = async (): Promise<void> => {
      main.innerHTML = MEMBERS
      await page.get('trystero-chat').updateComplete
      main.replaceChildren()
      await new Promise((resolve) => setTimeout(resolve))
    }
    const held = (): number[] => [
      ledger.listenersOf(page.frame.document),
      ledger.listenersOf(room),
      ledger.listenersOf(page.frame.window),
      ledger.timers.size,
    ]
    // The first turn starts what a room has once, such as the listeners of its actions.
    await turn()
    await eventually('it is quiet', () => ledger.timers.size <= 2)
    const before = held()
    for (let count = 0; count < 1000; count += 1) await turn()
    await eventually('nothing is left', () => held().every((count, index) => count <= (before[index] ?? 0)))
    expect(page.uncaught).to.deep.equal([])
  }).timeout(120_000)

  it('is nothing, after rooms were joined and left', async () => {
    const name = uniqueName()
    const { page, ledger } = await openLedger()
    const other = await openPage(roomTag(name))
    const before = ledger.listenersOf(page.frame.window) + ledger.listenersOf(page.frame.document)
    for (let count = 0; count < 5; count += 1) {
      page.html = roomTag(name, `${MEMBERS}<trystero-self-video audio></trystero-self-video>`)
      await meet(page, other)
      await eventually('the camera is on', () => page.get('trystero-self-video').stream)
      page.html = ''
      await eventually('it is gone for the other', () => other.get('trystero-room').peerCount === 0)
    }
    const isOff = ({ readyState }: MediaStreamTrack): boolean => readyState === 'ended'
    const isClosed = ({ connectionState }: RTCPeerConnection): boolean => connectionState === 'closed'
    await eventually('every track has ended', () => ledger.tracks.size === 10 && [...ledger.tracks].every(isOff))
    await eventually('every connection is closed', () => [...ledger.connections].every(isClosed))
    await eventually('no timer is left', () => ledger.timers.size === 0)
    expect(ledger.connections.size).to.be.at.least(5)
    expect(ledger.listenersOf(page.frame.window) + ledger.listenersOf(page.frame.document)).to.equal(before)
    expect(page.uncaught).to.deep.equal([])
  })
})
