import { WebSocketServer } from 'ws'
import { OPEN_RULES } from './rules.js'
import { Session } from './session.js'
import { Store } from './store.js'

/**
 * One database: what it holds and the clients connected to it.
 *
 * @typedef {import('./rules.js').RulesFile} RulesFile
 */
export class Database {
  #store
  #sessions = /** @type {Set<Session>} */ (new Set())
  #sockets = new WebSocketServer({ noServer: true })
  #isRunning = true

  /** @param {RulesFile} [rules] security rules; without, everybody may read and write everything */
  constructor(rules = OPEN_RULES) {
    this.#store = new Store(rules)
  }

  /** Everything it holds, as JSON; null when it is empty. */
  get data() {
    return this.#store.data
  }

  /** @param {RulesFile} rules */
  setRules(rules) {
    this.#store.setRules(rules)
  }

  /** Writes whatever the rules say. @param {import('./tree.js').Path} path @param {unknown} json */
  overwrite(path, json) {
    this.#store.overwrite(path, json)
  }

  /**
   * Takes over the socket of an upgrade request.
   *
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:stream').Duplex} socket
   * @param {Buffer} head
   * @param {string | null} lastSession  the session that a client which comes back had before: it is over, and its last
   *   will carried out, before anything new is written
   */
  upgrade(request, socket, head, lastSession) {
    if (!this.#isRunning) {
      socket.destroy()
      return
    }
    for (const session of this.#sessions) if (session.id === lastSession) session.end()
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = new Session(webSocket, this.#store, request.headers.host ?? 'localhost')
      this.#sessions.add(session)
      webSocket.on('close', () => this.#sessions.delete(session))
    })
  }

  /** Cuts every connection and accepts no more, until `start`. */
  stop() {
    this.#isRunning = false
    for (const session of this.#sessions) session.end()
  }

  /** Comes back, with what was stored before or with nothing. @param {{ erase?: boolean }} [options] */
  start({ erase = false } = {}) {
    if (erase) this.#store.overwrite([], null)
    this.#isRunning = true
  }
}
