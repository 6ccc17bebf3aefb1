import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { FrameReader, toFrames } from './frames.js'
import { changesOfMerge } from './store.js'
import { formatPath, parsePath, toJson } from './tree.js'

/**
 * One client: the wire protocol (version 5) over one socket.
 *
 * @typedef {import('./store.js').Change} Change
 * @typedef {import('./store.js').Listener} Listener
 * @typedef {{
 *   p: string, d?: unknown, h?: string, t?: number, q?: import('./query.js').Query, cred?: string,
 * }} Body
 * @typedef {{ r: number, a: string, b: Body }} Request
 * @typedef {{ s: string, d: unknown }} Reply
 */

const PROTOCOL_VERSION = '5'

/** @param {string} [status] @param {unknown} [data] @returns {Reply} */
const reply = (status = 'ok', data = '') => ({ s: status, d: status === 'ok' ? data : 'Permission denied' })

/** What a token says of its bearer. As with Google's emulator, its signature is not looked at. @param {string} token */
const claimsOf = (token) => {
  const payload = token.split('.')[1]
  if (payload === undefined) return null
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return { uid: claims.user_id ?? claims.sub, token: claims }
}

export class Session {
  /** Names the session to a client that comes back, so that its old socket is ended first. */
  id = randomUUID()
  #socket
  #store
  /** @type {unknown} */
  #auth = null
  /** @type {Map<string, Listener>} */
  #listeners = new Map()
  /** What is written when the client has gone, by path. @type {Map<string, Change>} */
  #onDisconnect = new Map()
  #ended = false

  /**
   * @param {import('ws').WebSocket} socket
   * @param {import('./store.js').Store} store
   * @param {string} host  as the client wrote it: it comes back there after a lost connection
   */
  constructor(socket, store, host) {
    this.#socket = socket
    this.#store = store
    const reader = new FrameReader()
    socket.on('message', (/** @type {Buffer} */ frame) => {
      const message = /** @type {{ t: string, d: any } | undefined} */ (reader.read(frame.toString()))
      if (message?.t === 'd') this.#answer(message.d)
      else if (message?.t === 'c' && message.d.t === 'p') this.#send('c', { t: 'o', d: null })
    })
    socket.on('close', () => this.end())
    this.#send('c', { t: 'h', d: { ts: Date.now(), v: PROTOCOL_VERSION, h: host, s: this.id } })
  }

  /** Ends the session, as when the client has gone: its listeners go, its last will is carried out. */
  end() {
    if (this.#ended) return
    this.#ended = true
    for (const listener of this.#listeners.values()) this.#store.unlisten(listener)
    const will = [...this.#onDisconnect.values()]
    if (will.length > 0) this.#store.change(will, this.#auth)
    this.#socket.terminate()
  }

  /** @param {'c' | 'd'} layer @param {unknown} message */
  #send(layer, message) {
    for (const frame of toFrames({ t: layer, d: message })) this.#socket.send(frame)
  }

  /** @param {Request} request */
  #answer({ r, a, b }) {
    this.#send('d', { r, b: this.#perform(a, b) })
  }

  /** @param {string} action @param {Body} body @returns {Reply} */
  #perform(action, body) {
    switch (action) {
      case 'q':
        return this.#listen(body)
      case 'n':
        return this.#unlisten(body)
      case 'g':
        return this.#get(body)
      case 'p':
        return this.#put(body)
      case 'm':
        return reply(this.#store.change(changesOfMerge(parsePath(body.p), body.d), this.#auth))
      case 'o':
        return this.#will([{ path: parsePath(body.p), json: body.d }])
      case 'om':
        return this.#will(changesOfMerge(parsePath(body.p), body.d))
      case 'oc':
        return this.#cancelWill(formatPath(parsePath(body.p)))
      case 'auth':
      case 'gauth':
        this.#auth = claimsOf(body.cred ?? '')
        return reply('ok', { auth: this.#auth })
      case 'unauth':
        this.#auth = null
        return reply()
      default:
        // Statistics and App Check tokens: nothing to do.
        return reply()
    }
  }

  /** @param {Body} body */
  #listen({ p, q, t, h = '' }) {
    const listener = {
      path: parsePath(p),
      push: (/** @type {string} */ a, /** @type {unknown} */ b) => this.#send('d', { a, b }),
      ...(q && { query: q }),
      ...(t !== undefined && { tag: t }),
    }
    const status = this.#store.listen(listener, h, this.#auth)
    if (status === 'ok') this.#listeners.set(listenerName(p, q), listener)
    return reply(status, {})
  }

  /** @param {Body} body */
  #unlisten({ p, q }) {
    const name = listenerName(p, q)
    const listener = this.#listeners.get(name)
    if (listener) this.#store.unlisten(listener)
    this.#listeners.delete(name)
    return reply()
  }

  /** @param {Body} body */
  #get({ p, q }) {
    const { status, value } = this.#store.get(parsePath(p), q, this.#auth)
    return reply(status, toJson(value))
  }

  /** @param {Body} body */
  #put({ p, d, h }) {
    const change = { path: parsePath(p), json: d }
    if (h === undefined) return reply(this.#store.change([change], this.#auth))
    return reply(this.#store.changeFrom(change, h, this.#auth))
  }

  /** @param {Change[]} changes */
  #will(changes) {
    if (!this.#store.allows(changes, this.#auth)) return reply('permission_denied')
    for (const change of changes) this.#onDisconnect.set(formatPath(change.path), change)
    return reply()
  }

  /** Cancels at a path and below. @param {string} path */
  #cancelWill(path) {
    for (const name of this.#onDisconnect.keys()) {
      if (name === path || path === '/' || name.startsWith(`${path}/`)) this.#onDisconnect.delete(name)
    }
    return reply()
  }
}

/** @param {string} path @param {import('./query.js').Query | undefined} query */
const listenerName = (path, query) => `${formatPath(parsePath(path))}?${JSON.stringify(query ?? {})}`
