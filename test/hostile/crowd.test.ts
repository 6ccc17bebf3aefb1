import { expect } from '@open-wc/testing'
import {
  MAX_CANDIDATES,
  MAX_LINKS,
  MAX_PENDING_LINKS,
  MAX_REMEMBERED_PEERS,
  MAX_SIGNAL_LENGTH,
  SIGNALS_AT_ONCE,
  SIGNALS_PER_SECOND,
} from '../../src/limits.ts'
import { closeFrames, uniqueName, until } from '../support/peer.ts'
import { StoppedClock } from '../support/stopped-clock.ts'
import { Caller } from './caller.ts'
import { Medium, type Carry } from './medium.ts'
import { RoomSecret, Stranger } from './stranger.ts'
import { WatchedPeer } from './watched-peer.ts'

/** Signals go where the test brings them, and nowhere else. */
const silently: Carry = () => undefined

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

describe('A crowd of strangers', () => {
  const clock = new StoppedClock()
  let secret: RoomSecret
  let medium: Medium
  let ada: WatchedPeer

  beforeEach(async () => {
    const namespace = uniqueName()
    secret = await RoomSecret.of(namespace)
    medium = new Medium(silently)
    const { strategy } = medium
    ada = await WatchedPeer.join(namespace, { strategy, prepare: (frame) => clock.stop(frame) })
    await ada.room.ready
  })

  afterEach(() => {
    ada.expectUnharmed()
    closeFrames()
  })

  const call = () => Caller.make(secret, medium)
  const calls = (count: number) => Promise.all(times(count, call))

  async function greet(callers: readonly Caller[], epoch?: number): Promise<void> {
    for (const caller of callers) await caller.greet(epoch)
    await ada.digested()
  }

  /** An answer to nothing: it shows that its sender is there, and asks for no connection. */
  const answerToNothing = (epoch: number) => ({
    kind: 'answer',
    epoch,
    to: ada.id,
    toEpoch: 1,
    link: 1,
    clock: 1,
    sdp: '',
    candidates: [],
  })

  it('gets no more connections begun at a time than there is room for', async () => {
    const callers = await calls(MAX_PENDING_LINKS + 1)
    await greet(callers)
    expect(ada.connections).to.equal(MAX_PENDING_LINKS)
    // Who was turned away is met when another one is done.
    const [first, last] = [callers[0], callers.at(-1)]
    if (!first || !last) throw new Error('a crowd is more than one')
    await last.greet()
    await ada.digested()
    expect(ada.connections).to.equal(MAX_PENDING_LINKS)
    await first.answer(ada.id)
    await last.greet()
    await ada.digested()
    expect(ada.connections).to.equal(MAX_PENDING_LINKS + 1)
    first.hangUp()
  })

  it('fills no more links than a room has', async function () {
    this.timeout(120_000)
    const callers = await calls(MAX_LINKS + 1)
    const last = callers.pop()
    const half = MAX_PENDING_LINKS / 2
    for (let i = 0; i < callers.length; i += half) {
      const some = callers.slice(i, i + half)
      await greet(some)
      await Promise.all(some.map((caller) => caller.answer(ada.id)))
    }
    await last?.greet()
    await ada.digested()
    expect(ada.connections).to.equal(MAX_LINKS)
    expect(ada.room.getPeers(), 'none has joined').to.deep.equal([])
    for (const caller of callers) caller.hangUp()
  })

  it('makes it forget nobody, until there are too many to remember', async () => {
    const old = await call()
    const callers = await calls(MAX_REMEMBERED_PEERS)
    const [last, ...others] = callers
    await old.say(answerToNothing(2), ada.id)
    await ada.digested()
    for (const caller of others) await caller.say(answerToNothing(1), ada.id)
    await greet([old], 1)
    expect(ada.connections, 'its first joining is known to be over').to.equal(0)
    await last?.say(answerToNothing(1), ada.id)
    await ada.digested()
    await greet([old], 1)
    expect(ada.connections, 'it is a stranger again').to.equal(1)
  })

  it('has no signal opened that is longer than one can be', async () => {
    const stranger = await Stranger.make()
    const empty = await stranger.say(secret, { kind: 'hello', epoch: 1, more: '' })
    const more = Math.floor(((MAX_SIGNAL_LENGTH - empty.length) * 3) / 4)
    for (const length of [more, more + 3]) {
      const sealed = await stranger.say(secret, { kind: 'hello', epoch: 1, more: 'x'.repeat(length) })
      expect(sealed.length > MAX_SIGNAL_LENGTH).to.equal(length > more)
      medium.deliver({ from: stranger.id, sealed })
      await ada.digested()
      expect([ada.opened, ada.connections]).to.deep.equal([1, 1])
    }
  })

  it('has only so many signals opened, and then so many per second', async () => {
    const { id } = await Stranger.make()
    const flood = () =>
      times(SIGNALS_AT_ONCE + 1, (i) => medium.deliver({ from: 'x', sealed: id + String(i).padStart(8, 'A') }))
    flood()
    await ada.digested()
    expect(ada.opened).to.equal(SIGNALS_AT_ONCE)
    clock.advance(1_000)
    flood()
    await ada.digested()
    expect(ada.opened).to.equal(SIGNALS_AT_ONCE + SIGNALS_PER_SECOND)
    clock.advance(1_000)
    // It goes on listening to others.
    await greet([await call()])
    expect(ada.connections).to.equal(1)
    expect(ada.errors.map(({ code }) => code)).to.deep.equal(['unreadable'])
  })

  /** Gets each candidate that its page tries from now on, once the browser has made up its mind. */
  function watchCandidates(onTried: (candidate: unknown) => void): void {
    const { prototype } = ada.frame.window.RTCPeerConnection
    const original: unknown = Reflect.get(prototype, 'addIceCandidate')
    if (typeof original !== 'function') throw new Error('candidates cannot be tried here')
    Reflect.set(prototype, 'addIceCandidate', function (this: RTCPeerConnection, candidate: unknown) {
      const trying = Reflect.apply(original, this, [candidate]) as Promise<void>
      const done = (): void => onTried(candidate)
      trying.then(done, done)
      return trying
    })
  }

  it('is tried a second time when no connection comes of the first, and then reported', async () => {
    const caller = await call()
    const garbled = { ...answerToNothing(1), sdp: 'nonsense' }
    await caller.greet()
    await caller.offerOf(ada.id)
    await caller.say(garbled, ada.id)
    await until(medium, 'said', () => ada.connections === 2)
    expect(ada.errors).to.deep.equal([])
    await caller.say({ ...garbled, link: 2 }, ada.id)
    await ada.reported('unreachable', caller.id)
    expect(ada.connections).to.equal(2)
  })

  it('has only so many candidates tried', async () => {
    const tried: unknown[] = []
    const allTried = new Promise<void>((resolve) => {
      watchCandidates((candidate) => {
        if (tried.push(candidate) === MAX_CANDIDATES) resolve()
      })
    })
    const caller = await call()
    const candidates = times(3 * MAX_CANDIDATES, (i) => ({
      candidate: `candidate:${i} 1 udp 1 192.0.2.1 9 typ host`,
      sdpMid: '0',
    }))
    const offer = { ...answerToNothing(1), kind: 'offer', candidates: candidates.slice(0, MAX_CANDIDATES + 1) }
    await caller.say(offer, ada.id)
    await ada.digested()
    expect(ada.connections, 'a signal with too many says nothing').to.equal(0)
    await caller.greet()
    const answer = await caller.answerBy(new RTCPeerConnection(), ada.id)
    while (candidates.length > 0) {
      await caller.say({ ...answer, candidates: candidates.splice(0, MAX_CANDIDATES) }, ada.id)
    }
    await ada.digested()
    await allTried
    await ada.digested()
    expect(tried).to.have.lengthOf(MAX_CANDIDATES)
    caller.hangUp()
  })

  it('throws nothing in its page by candidates that are none', async () => {
    const caller = await call()
    await caller.greet()
    const answer = await caller.answerBy(new RTCPeerConnection(), ada.id)
    const candidates: object[] = [
      { candidate: '', sdpMid: '0' },
      { candidate: 'candidate:', sdpMid: {}, sdpMLineIndex: 'x' },
      { candidate: 'nonsense', sdpMLineIndex: 1e9, usernameFragment: [] },
      { candidate: 'nonsense', sdpMid: '0', address: 1, toString: 1 },
    ]
    let count = 0
    const allTried = new Promise<void>((resolve) => {
      watchCandidates(() => {
        if (++count === candidates.length) resolve()
      })
    })
    await caller.say({ ...answer, candidates }, ada.id)
    await allTried
    await ada.digested()
    caller.hangUp()
  })
})
