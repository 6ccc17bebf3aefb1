import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, afterEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { deleteApp, getApps, initializeApp } from 'firebase/app'
import { get, getDatabase, goOffline, ref, set } from 'firebase/database'
import { loadFirebase } from '../support/firebase/in-node.js'
import { documentedRules, openRestartableDatabase, openTestDatabase } from '../support/firebase/test-database.js'

// The strategy with the real SDK against a database server. What rooms do with it is tested elsewhere.

/** @typedef {import('../../src/signaling.ts').Signaling} Signaling */
/** @typedef {Parameters<typeof firebase>[0]} Config */
/** @typedef {InstanceType<typeof Place>} Place */

const { firebase, getOccupants, topicOf, Place, randomId, unload } = await loadFirebase()
after(unload)

/** What a test has opened, closed after it in reverse. */
const opened = /** @type {(() => Promise<unknown> | void)[]} */ ([])
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
  assert.deepEqual(getApps(), [], 'every connection is closed with its last room')
})

/** @param {Parameters<typeof openTestDatabase>[0]} [options] */
async function openDatabase(options) {
  const database = await openTestDatabase(options)
  opened.push(database.close)
  return database
}

async function openRestartable() {
  const database = await openRestartableDatabase()
  opened.push(database.close)
  return database
}

/** @param {string} url */
function openApp(url) {
  const app = initializeApp({ databaseURL: url }, randomId())
  opened.push(() => deleteApp(app))
  return app
}

/** @param {Config} config @param {Place} place */
async function join(config, place) {
  const signaling = await firebase(config, place)
  opened.push(() => signaling.close())
  return signaling
}

/** Several peers in one room. @param {Config} config @param {number} count @param {string} [topic] */
async function meet(config, count, topic = randomId()) {
  const places = Array.from({ length: count }, () => new Place(topic))
  const signalings = await Promise.all(places.map((place) => join(config, place)))
  await Promise.all(
    places.flatMap((place) => places.filter((other) => other !== place).map((other) => place.hears(other))),
  )
  await Promise.all(places.map((place) => place.isOpen()))
  return places.map((place, index) => ({ place, signaling: /** @type {Signaling} */ (signalings[index]) }))
}

/** Resolves once the database holds what is asked for.
 * @param {{ data(): unknown }} database @param {(data: any) => boolean} isIt */
async function holds(database, isIt) {
  while (!isIt(await database.data()));
}

const isEmpty = (/** @type {unknown} */ data) => data === null

test('peers hear of each other, whoever comes first, and messages reach whom they are for', async () => {
  const { url: appId, data } = await openDatabase()
  const topic = randomId()
  const [first, second, third] = [new Place(topic), new Place(topic), new Place(topic)]
  const one = await join({ appId }, first)
  await first.isOpen()
  const two = await join({ appId }, second)
  await join({ appId }, third)
  await Promise.all([first.hears(second), second.hears(first), third.hears(first), first.hears(third)])
  one.send(second.selfId, 'to second')
  one.send(second.selfId, 'to second again')
  two.send(first.selfId, 'x'.repeat(40_000))
  await second.until(() => second.signals.length === 2)
  await first.until(() => first.signals.length === 1)
  assert.deepEqual(second.signals, ['to second', 'to second again'])
  assert.deepEqual(first.signals, ['x'.repeat(40_000)])
  assert.deepEqual(third.signals, [])
  await holds({ data }, (all) => all.__trystero__[topic].messages === undefined)
})

test('announcing hears those who are there once more, and shows a greeting that has changed', async () => {
  const { url: appId } = await openDatabase()
  const [one, other] = await meet({ appId }, 2)
  assert.ok(one && other)
  one.signaling.announce()
  assert.deepEqual(one.place.greetings, [other.place.selfId, other.place.selfId])
  assert.deepEqual(other.place.greetings, [one.place.selfId])
  one.place.renew()
  one.signaling.announce()
  await other.place.until(() => other.place.greetings.length === 2)
})

test('rooms of other names, other apps and other root paths are apart', async () => {
  const { url: appId } = await openDatabase()
  const topic = randomId()
  const [here, elsewhere, below] = [new Place(topic), new Place(randomId()), new Place(topic)]
  await join({ appId }, here)
  await join({ appId }, elsewhere)
  await join({ appId, rootPath: 'other/root' }, below)
  await Promise.all([here.isOpen(), elsewhere.isOpen(), below.isOpen()])
  const late = new Place(topic)
  await join({ appId }, late)
  await here.hears(late)
  await late.hears(here)
  assert.deepEqual([elsewhere.greetings, below.greetings, late.greetings.length], [[], [], 1])
})

test('what is not a greeting or a message is ignored', async () => {
  const { url: appId } = await openDatabase()
  const [one, other] = await meet({ appId }, 2)
  assert.ok(one && other)
  const topic = await one.place.topic
  const foreign = getDatabase(openApp(appId))
  const room = `__trystero__/${topic}`
  await set(ref(foreign, `${room}/greetings/${randomId()}`), { not: 'a greeting' })
  await set(ref(foreign, `${room}/greetings/${randomId()}x`), 'not an ID')
  await set(ref(foreign, `${room}/messages/${other.place.selfId}/${one.place.selfId}/key`), 5)
  await set(ref(foreign, `${room}/nonsense`), 'text')
  const [, , last] = await meet({ appId }, 1, topic).then(([late]) => [one, other, late])
  assert.ok(last)
  await one.place.hears(last.place)
  assert.deepEqual(one.place.greetings, [other.place.selfId, last.place.selfId])
  assert.deepEqual(one.place.signals, [])
  await set(ref(foreign, room), null)
})

test('fifty joins and leaves leave the database as it was', async () => {
  const { url: appId, data } = await openDatabase()
  const topic = randomId()
  for (let round = 0; round < 50; round += 1) {
    const place = new Place(topic)
    const signaling = await join({ appId }, place)
    await place.isOpen()
    signaling.send(randomId(), 'nobody reads this')
    await signaling.close()
    assert.equal(await data(), null)
  }
})

test('nothing is left when the connections of all peers end at once, unread messages included', async () => {
  const database = await openDatabase()
  const topic = randomId()
  const apps = [openApp(database.url), openApp(database.url)]
  const places = [new Place(topic), new Place(topic)]
  const signalings = await Promise.all(
    places.map((place, index) => join({ appId: 'any name', ...(apps[index] && { firebaseApp: apps[index] }) }, place)),
  )
  await Promise.all(places.map((place) => place.isOpen()))
  signalings[0]?.send(randomId(), 'to nobody')
  signalings[0]?.send(places[1]?.selfId ?? '', 'to one who is about to go')
  await holds(database, (all) => all.__trystero__[topic].messages !== undefined)
  for (const app of apps) goOffline(getDatabase(app))
  await holds(database, isEmpty)
})

test('what was written for a peer goes when that peer has gone', async () => {
  const database = await openDatabase()
  const topic = randomId()
  const app = openApp(database.url)
  const gone = new Place(topic)
  await join({ appId: 'any name', firebaseApp: app }, gone)
  const [stays] = await meet({ appId: database.url }, 1, topic)
  assert.ok(stays)
  await gone.hears(stays.place)
  await stays.place.hears(gone)
  goOffline(getDatabase(app))
  stays.signaling.send(gone.selfId, 'too late')
  await holds(database, ({ __trystero__: { [topic]: room } }) => !room.messages && !room.greetings[gone.selfId])
})

test('killing the process of a peer empties its presence', async () => {
  const database = await openDatabase()
  const [topic, selfId] = [randomId(), randomId()]
  const script = fileURLToPath(new URL('../support/firebase/peer-process.js', import.meta.url))
  const peer = spawn(process.execPath, [script, database.url, topic, selfId], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(peer.stdout, 'data')
  await holds(database, (all) => selfId in all.__trystero__[topic].greetings)
  peer.kill('SIGKILL')
  await holds(database, isEmpty)
})

test('a room left can be joined again at once, and is emptied in the end', async () => {
  const database = await openDatabase()
  const place = new Place(randomId())
  const app = openApp(database.url)
  const config = { appId: 'any name', firebaseApp: app }
  const [other] = await meet({ appId: database.url }, 1, await place.topic)
  assert.ok(other)
  const first = await join(config, place)
  await place.isOpen()
  const again = new Place(await place.topic, place.selfId)
  const closed = first.close()
  await join(config, again)
  await closed
  await again.isOpen()
  const before = other.place.greetings.length
  const third = await join(config, new Place(await place.topic, place.selfId))
  await other.place.until(() => other.place.greetings.length > before)
  await third.close()
  await holds(database, ({ __trystero__: rooms }) => Object.values(rooms)[0].greetings[place.selfId] !== undefined)
  goOffline(getDatabase(app))
  await other.signaling.close()
  await holds(database, isEmpty)
})

test('rooms of a page share one connection, which ends with the last', async () => {
  const { url: appId } = await openDatabase()
  const [one] = await meet({ appId }, 1)
  const [two] = await meet({ appId }, 1)
  assert.equal(getApps().length, 1)
  await one?.signaling.close()
  assert.equal(getApps().length, 1)
  await two?.signaling.close()
  await two?.signaling.close()
  assert.equal(getApps().length, 0)
})

test('presence is written again when the database is back, and still goes with its peer', async () => {
  const database = await openRestartable()
  const topic = randomId()
  const [one, other] = await meet({ appId: database.url }, 2, topic)
  assert.ok(one && other)
  for (const erase of [false, true]) {
    const heard = one.place.greetings.length
    database.stop()
    await one.place.until(() => one.place.state === 'connecting')
    database.start({ erase })
    await Promise.all([one.place.isOpen(), other.place.isOpen()])
    await one.place.until(() => one.place.greetings.length > heard)
    one.signaling.send(other.place.selfId, `erased: ${erase}`)
    await other.place.receives(`erased: ${erase}`)
  }
  database.stop()
  await holds(database, isEmpty)
  database.start()
  await Promise.all([one.place.isOpen(), other.place.isOpen()])
})

test('a database that is out of reach is reported, and met in when it can be reached', async () => {
  const database = await openRestartable()
  database.stop()
  const place = new Place(randomId())
  await join({ appId: database.url }, place)
  assert.match(String(await place.relay('closed')), /SignalingError.*does not answer/)
  assert.equal(place.relays[0]?.url, database.url)
  database.start()
  await place.isOpen()
})

test('a room is left without waiting for a database that is out of reach', async () => {
  const database = await openRestartable()
  const [one] = await meet({ appId: database.url }, 1)
  assert.ok(one)
  database.stop()
  await one.signaling.close()
  assert.equal(database.data(), null)
})

test('rules that refuse are reported, and tried again when the room announces', async () => {
  const database = await openDatabase({ rules: { rules: { '.read': false, '.write': false } } })
  const place = new Place(randomId())
  const signaling = await join({ appId: database.url }, place)
  assert.match(String(await place.relay('closed')), /SignalingError.*refuses access.*permission.denied/i)
  await database.setRules({ rules: { '.read': true, '.write': true } })
  signaling.announce()
  await place.isOpen()
})

test('the documented rules let rooms and occupants work, and nothing else', async () => {
  const allRules = await documentedRules()
  assert.equal(allRules.length, 2)
  for (const [index, rules] of allRules.entries()) {
    const { url: appId, data } = await openDatabase({ rules })
    const [one, other] = await meet({ appId }, 2)
    assert.ok(one && other)
    one.signaling.send(other.place.selfId, 'x'.repeat(16_384))
    await other.place.until(() => other.place.signals.length === 1)
    assert.deepEqual(await getOccupants({ appId }, 'nobody here'), [])
    const foreign = getDatabase(openApp(appId))
    const room = `__trystero__/${await one.place.topic}`
    const denied = [
      get(ref(foreign)),
      get(ref(foreign, '__trystero__')),
      get(ref(foreign, 'elsewhere')),
      set(ref(foreign), null),
      set(ref(foreign, '__trystero__'), null),
      set(ref(foreign, 'elsewhere/x'), 1),
    ]
    const deniedByStrict = [
      set(ref(foreign, `${room}/files`), 'x'),
      set(ref(foreign, `${room}/greetings/short`), 'x'),
      set(ref(foreign, `${room}/greetings/${randomId()}`), { a: 1 }),
      set(ref(foreign, `${room}/greetings/${randomId()}`), 'x'.repeat(65_537)),
      set(ref(foreign, '__trystero__/short/greetings'), 'x'),
    ]
    const results = await Promise.allSettled([...denied, ...(index === 1 ? deniedByStrict : [])])
    await Promise.allSettled(deniedByStrict)
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['rejected']))
    assert.ok(await data())
  }
})

test('getOccupants returns exactly the IDs present', async () => {
  const { url: appId } = await openDatabase()
  const probe = new Place(randomId())
  await join({ appId }, probe)
  for (const count of [0, 1, 20]) {
    const name = `room of ${count}`
    const topic = await topicOf(appId, name)
    const peers = await meet({ appId }, count, topic)
    const present = await getOccupants({ appId }, name)
    assert.deepEqual(present.sort(), peers.map(({ place }) => place.selfId).sort())
    await Promise.all(peers.map(({ signaling }) => signaling.close()))
    assert.deepEqual(await getOccupants({ appId }, name), [])
  }
})

test('getOccupants says why it cannot tell', async () => {
  const { url: appId } = await openDatabase({ rules: { rules: { '.read': false } } })
  await assert.rejects(getOccupants({ appId }, 'room'), { name: 'SignalingError', message: /permission.denied/i })
  await assert.rejects(getOccupants({ appId }, ''), { name: 'ConfigError', key: 'namespace' })
  await assert.rejects(getOccupants({}, 'room'), { name: 'ConfigError', key: 'appId' })
})

test("an app of the page's own is used as it is, and left to its owner", async () => {
  const { url } = await openDatabase()
  const firebaseApp = openApp(url)
  const [one] = await meet({ appId: 'not a database', firebaseApp }, 1)
  assert.deepEqual(getApps(), [firebaseApp])
  assert.equal(one?.place.relays[0]?.url, url)
  await one.signaling.close()
  assert.deepEqual(getApps(), [firebaseApp])
  assert.equal((await get(ref(getDatabase(firebaseApp), '__trystero__'))).exists(), false)
})

test('wrong keys throw at once', () => {
  /** @type {[string, any][]} */
  const wrong = [
    ['appId', {}],
    ['appId', { appId: '' }],
    ['appId', { appId: 5 }],
    ['appId', { appId: 'not an id' }],
    ['appId', { appId: 'ftp://a.firebaseio.com' }],
    ['appId', { appId: 'https://a.firebaseio.com/some/path' }],
    ['appId', { appId: 'ws://localhost:9000' }],
    ['appId', { appId: 'ws://127.0.0.1:9000' }],
    ['firebaseApp', { appId: 'a', firebaseApp: {} }],
    ['firebaseApp', { appId: 'a', firebaseApp: { name: 'x', options: {} } }],
    ['rootPath', { appId: 'a', rootPath: '' }],
    ['rootPath', { appId: 'a', rootPath: '/a' }],
    ['rootPath', { appId: 'a', rootPath: 'a.b' }],
    ['rootPath', { appId: 'a', rootPath: 7 }],
  ]
  for (const [key, config] of wrong) {
    assert.throws(() => firebase(config, new Place(randomId())), { name: 'ConfigError', key }, JSON.stringify(config))
  }
})
