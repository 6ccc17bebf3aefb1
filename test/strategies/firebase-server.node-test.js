import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { deleteApp, initializeApp } from 'firebase/app'
import {
  endAt,
  equalTo,
  get,
  getDatabase,
  goOffline,
  increment,
  limitToFirst,
  limitToLast,
  onChildAdded,
  onChildRemoved,
  onDisconnect,
  onValue,
  orderByChild,
  orderByKey,
  orderByValue,
  query,
  ref,
  remove,
  runTransaction,
  serverTimestamp,
  set,
  startAfter,
  startAt,
  update,
} from 'firebase/database'
import { WebSocket } from 'ws'
import { openRestartableDatabase, openTestDatabase } from '../support/firebase/test-database.js'

// The real SDK against the local server: what it may be relied on to do as Google's does.

/** @typedef {import('firebase/database').Query} Query */

const apps = /** @type {import('firebase/app').FirebaseApp[]} */ ([])
const databases = /** @type {{ close(): Promise<unknown> }[]} */ ([])

after(async () => {
  await Promise.all(apps.map((app) => deleteApp(app)))
  await Promise.all(databases.map((database) => database.close()))
})

/** @param {Parameters<typeof openTestDatabase>[0]} [options] */
async function openDatabase(options) {
  const database = await openTestDatabase(options)
  databases.push(database)
  return database
}

/** A client of its own connection. @param {string} url */
function connect(url) {
  const app = initializeApp({ databaseURL: url }, `client ${apps.length}`)
  apps.push(app)
  return getDatabase(app)
}

/** The first value for which `test` is true. @param {Query} target @param {(value: any) => boolean} isIt */
const seen = (target, isIt) =>
  new Promise((resolve, reject) => {
    const stop = onValue(
      target,
      (snapshot) => {
        if (!isIt(snapshot.val())) return
        resolve(snapshot.val())
        queueMicrotask(() => stop())
      },
      reject,
    )
  })

/** @param {Query} target */
const keysOf = async (target) => {
  /** @type {string[]} */
  const keys = []
  ;(await get(target)).forEach(({ key }) => {
    keys.push(key)
  })
  return keys
}

const isDenied = (/** @type {unknown} */ error) => error instanceof Error && /permission.denied/i.test(error.message)

test('what one client writes, another reads and is told of', async () => {
  const { url, data } = await openDatabase()
  const [one, other] = [connect(url), connect(url)]
  const told = seen(ref(other, 'a/b'), (value) => value === 1)
  await set(ref(one, 'a'), { b: 1, c: ['x', 'y'], empty: {} })
  await told
  assert.deepEqual((await get(ref(other, 'a'))).val(), { b: 1, c: ['x', 'y'] })
  await update(ref(one), { 'a/b': null, 'a/c': 2, 'd/e': true })
  assert.deepEqual(await data(), { a: { c: 2 }, d: { e: true } })
  await remove(ref(one, 'a'))
  await remove(ref(one, 'd'))
  assert.equal(await data(), null)
})

test('a merge arrives as one change', async () => {
  const { url } = await openDatabase()
  const [one, other] = [connect(url), connect(url)]
  await set(ref(one, 'pair'), { a: 0, b: 0, kept: true })
  const states = /** @type {unknown[]} */ ([])
  const done = seen(ref(other, 'pair'), (value) => {
    states.push(value)
    return value.a === 1
  })
  await seen(ref(other, 'pair'), (value) => value !== null)
  await update(ref(one), { 'pair/a': 1, 'pair/b': 1 })
  await done
  assert.deepEqual(states, [
    { a: 0, b: 0, kept: true },
    { a: 1, b: 1, kept: true },
  ])
})

test('children come and go one by one', async () => {
  const { url } = await openDatabase()
  const [one, other] = [connect(url), connect(url)]
  const events = /** @type {string[]} */ ([])
  const gone = new Promise((resolve) => {
    onChildAdded(ref(other, 'list'), ({ key }) => events.push(`+${key}`))
    onChildRemoved(ref(other, 'list'), ({ key }) => {
      events.push(`-${key}`)
      if (key === 'b') resolve(undefined)
    })
  })
  await set(ref(one, 'list/a'), 1)
  await set(ref(one, 'list/b'), 2)
  await remove(ref(one, 'list/a'))
  await remove(ref(one, 'list'))
  await gone
  assert.deepEqual(events, ['+a', '+b', '-a', '-b'])
})

test('queries order, limit and bound, and their windows move', async () => {
  const { url } = await openDatabase({
    rules: { rules: { '.read': true, '.write': true, people: { '.indexOn': ['age', '.value'] } } },
  })
  const [one, other] = [connect(url), connect(url)]
  const people = ref(other, 'people')
  await set(ref(one, 'people'), {
    10: { age: 30 },
    9: { age: 40 },
    ann: { age: 20 },
    bob: { age: 30 },
    cid: {},
    dan: { x: 1 },
  })
  assert.deepEqual(await keysOf(people), ['9', '10', 'ann', 'bob', 'dan'])
  assert.deepEqual(await keysOf(query(people, limitToFirst(2))), ['9', '10'])
  assert.deepEqual(await keysOf(query(people, orderByKey(), startAt('ann'), endAt('bob'))), ['ann', 'bob'])
  assert.deepEqual(await keysOf(query(people, orderByKey(), startAfter('ann'))), ['bob', 'dan'])
  assert.deepEqual(await keysOf(query(people, orderByChild('age'))), ['dan', 'ann', '10', 'bob', '9'])
  assert.deepEqual(await keysOf(query(people, orderByChild('age'), equalTo(30))), ['10', 'bob'])
  assert.deepEqual(await keysOf(query(people, orderByChild('age'), startAfter(30))), ['9'])
  assert.deepEqual(await keysOf(query(people, orderByChild('age'), startAt(30, 'bob'))), ['bob', '9'])

  const oldest = query(people, orderByChild('age'), limitToLast(1))
  await seen(oldest, (value) => '9' in value || value[9] !== undefined)
  const moved = seen(oldest, (value) => value.eve !== undefined)
  await set(ref(one, 'people/eve'), { age: 90 })
  assert.deepEqual(await moved, { eve: { age: 90 } })

  await set(ref(one, 'people'), { a: 'z', b: 3, c: true, d: 'y' })
  assert.deepEqual(await keysOf(query(people, orderByValue())), ['c', 'b', 'd', 'a'])
})

test('transactions of several clients lose nothing', async () => {
  const { url, data } = await openDatabase()
  const clients = [connect(url), connect(url), connect(url)]
  await set(ref(clients[0] ?? connect(url), 'state'), { count: 0, text: 'ü', list: { 1: -1.5, b: false } })
  const raise = (/** @type {{ count: number } | null} */ state) => state && { ...state, count: state.count + 1 }
  await Promise.all(
    clients.flatMap((client) => Array.from({ length: 5 }, () => runTransaction(ref(client, 'state'), raise))),
  )
  assert.deepEqual(await data(), { state: { count: 15, text: 'ü', list: { 1: -1.5, b: false } } })
})

test('the server fills in its clock and increments', async () => {
  const { url } = await openDatabase()
  const client = connect(url)
  await set(ref(client, 'values'), { at: serverTimestamp(), count: 2 })
  await update(ref(client, 'values'), { count: increment(3), fresh: increment(1) })
  const values = (await get(ref(client, 'values'))).val()
  assert.equal(typeof values.at, 'number')
  assert.deepEqual([values.count, values.fresh], [5, 1])
})

test('a last will is carried out when the connection ends, unless cancelled', async () => {
  const { url } = await openDatabase()
  const [one, other] = [connect(url), connect(url)]
  await set(ref(one, 'room'), { a: 1, b: 2, c: 3, d: 4 })
  await onDisconnect(ref(one, 'room/a')).remove()
  await onDisconnect(ref(one, 'room')).update({ b: 'gone' })
  await onDisconnect(ref(one, 'room/c')).set('never')
  await onDisconnect(ref(one, 'room/c')).cancel()
  const gone = seen(ref(other, 'room'), (value) => value.b === 'gone')
  goOffline(one)
  assert.deepEqual(await gone, { b: 'gone', c: 3, d: 4 })
})

test('long messages pass both ways', async () => {
  const { url } = await openDatabase()
  const text = 'long '.repeat(50_000)
  await set(ref(connect(url), 'text'), text)
  assert.equal((await get(ref(connect(url), 'text'))).val(), text)
})

test('names of built-in properties are keys like any other', async () => {
  const { url } = await openDatabase()
  const client = connect(url)
  await set(ref(client, 'odd/__proto__'), 'own')
  await set(ref(client, 'odd/constructor'), 1)
  const other = await get(ref(connect(url), 'odd/__proto__'))
  assert.equal(other.val(), 'own')
})

test('rules grant, deny and validate', async () => {
  const { url } = await openDatabase({
    rules: {
      rules: {
        open: { $key: { '.read': true, '.write': '$key.length < 4', '.validate': 'newData.isString()' } },
        once: { '.read': true, '.write': '!data.exists() && newData.hasChildren(["a", "b"])' },
        fixed: { '.read': "root.child('once/a').val() === 1 || auth !== null" },
        broken: { '.read': 'nonsense.val()' },
      },
    },
  })
  const client = connect(url)
  await set(ref(client, 'open/abc'), 'text')
  await assert.rejects(set(ref(client, 'open/abc'), 1), isDenied)
  await assert.rejects(set(ref(client, 'open/abcd'), 'text'), isDenied)
  await assert.rejects(set(ref(client, 'open'), null), isDenied)
  await assert.rejects(get(ref(client, 'open')), isDenied)
  await assert.rejects(
    seen(ref(client, '/'), () => true),
    isDenied,
  )
  await assert.rejects(get(ref(client, 'fixed')), isDenied)
  await assert.rejects(set(ref(client, 'once'), { a: 1 }), isDenied)
  await set(ref(client, 'once'), { a: 1, b: 2 })
  await assert.rejects(set(ref(client, 'once'), { a: 1, b: 2 }), isDenied)
  assert.equal((await get(ref(client, 'fixed'))).exists(), false)
  await assert.rejects(get(ref(client, 'broken')), isDenied)
  await assert.rejects(onDisconnect(ref(client, 'elsewhere')).set(1), isDenied)
  await assert.rejects(update(ref(client), { 'open/ab': 'fine', elsewhere: 1 }), isDenied)
  assert.equal((await get(ref(client, 'open/ab'))).exists(), false)
})

test('a server that went away comes back with what it had, or with nothing', async () => {
  const database = await openRestartableDatabase()
  databases.push(database)
  const client = connect(database.url)
  const isConnected = ref(client, '.info/connected')
  await set(ref(client, 'kept'), 1)
  await onDisconnect(ref(client, 'presence')).remove()
  await set(ref(client, 'presence'), true)
  database.stop()
  await seen(isConnected, (value) => value === false)
  assert.deepEqual(database.data(), { kept: 1 })
  database.start()
  await seen(isConnected, (value) => value === true)
  assert.equal((await get(ref(client, 'kept'))).val(), 1)

  const emptied = seen(ref(client, 'kept'), (value) => value === null)
  database.stop()
  database.start({ erase: true })
  await emptied
})

test('a client that comes back ends its old session first', async () => {
  const database = await openRestartableDatabase()
  databases.push(database)
  const frames = async (/** @type {string} */ query, /** @type {object[]} */ ...requests) => {
    const socket = new WebSocket(database.url.replace('/?', '/.ws?v=5&') + query)
    const [hello] = await once(socket, 'message')
    for (const request of requests) {
      socket.send(JSON.stringify({ t: 'd', d: request }))
      await once(socket, 'message')
    }
    return { socket, session: JSON.parse(hello).d.d.s }
  }
  const old = await frames('', { r: 1, a: 'o', b: { p: '/a', d: null } }, { r: 2, a: 'p', b: { p: '/a', d: 'old' } })
  const ended = once(old.socket, 'close')
  const fresh = await frames(`&ls=${old.session}`, { r: 1, a: 'p', b: { p: '/a', d: 'new' } })
  await ended
  assert.deepEqual(database.data(), { a: 'new' })
  fresh.socket.terminate()
})

test('signs of life are taken and pings answered', async () => {
  const database = await openRestartableDatabase()
  databases.push(database)
  const socket = new WebSocket(database.url.replace('/?', '/.ws?v=5&'))
  await once(socket, 'message')
  socket.send('0')
  socket.send(JSON.stringify({ t: 'c', d: { t: 'p', d: {} } }))
  const [answer] = await once(socket, 'message')
  assert.deepEqual(JSON.parse(answer), { t: 'c', d: { t: 'o', d: null } })
  socket.terminate()
})

test('who has stopped listening is told nothing more', async () => {
  const { url } = await openDatabase()
  const [one, other] = [connect(url), connect(url)]
  const heard = /** @type {unknown[]} */ ([])
  const stop = onValue(ref(other, 'news'), (snapshot) => heard.push(snapshot.val()))
  await set(ref(one, 'news'), 1)
  await seen(ref(other, 'news'), (value) => value === 1)
  stop()
  await set(ref(one, 'news'), 2)
  await get(ref(other, 'news'))
  assert.equal(heard.at(-1), 1)
})
