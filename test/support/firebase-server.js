import { createServer } from 'node:http'
import { Database } from './firebase/database.js'
import { isOwnerRequest, obeyOwner } from './firebase/rest.js'

/** @typedef {import('./services.js').Service} Service */
/** @typedef {import('./firebase/rules.js').RulesFile} RulesFile */

/** Where the SDK connects to, on whatever host and port. */
const SOCKET_PATH = '/.ws'

/** The database of an address that names none. */
const DEFAULT_NAME = 'demo'

const CONTROL_PATH = /^\/__firebase\/([\w-]+)\/(start|stop)$/

/** @param {import('node:http').IncomingMessage} request */
const addressOf = (request) => new URL(request.url ?? '/', 'http://localhost')

/**
 * Firebase Realtime Databases for tests and the demo, in memory, on an HTTP server that is already there: what the SDK
 * speaks over WebSockets. As many as anybody names:
 *
 * - `ws://HOST/?ns=NAME` is the database's URL, made when first named; with `http://` the SDK may fall back to long
 *   polling, which is not spoken here
 * - `GET /PATH.json?ns=NAME`, `PUT` and `DELETE` read and write it, `PUT /.settings/rules.json?ns=NAME` sets its rules,
 *   with `Authorization: Bearer owner`, as in Google's emulator
 * - `POST /__firebase/NAME/stop` drops all its connections and refuses new ones
 * - `POST /__firebase/NAME/start` brings it back as it was, `start?erase` empty
 *
 * @implements {Service}
 */
export class FirebaseService {
  #rules
  #databases = /** @type {Map<string, Database>} */ (new Map())

  /** @param {{ rules?: RulesFile }} [options] rules of all databases, until their owner sets others */
  constructor({ rules } = {}) {
    this.#rules = rules
  }

  /** @type {Service['upgrade']} */
  upgrade(request, socket, head) {
    const { pathname, searchParams } = addressOf(request)
    if (pathname !== SOCKET_PATH) return false
    this.#named(searchParams).upgrade(request, socket, head, searchParams.get('ls'))
    return true
  }

  /** @type {Service['request']} */
  request(request, response) {
    const address = addressOf(request)
    const [, name, action] = CONTROL_PATH.exec(address.pathname) ?? []
    if (name !== undefined) {
      if (action === 'stop') this.database(name).stop()
      else this.database(name).start({ erase: address.searchParams.has('erase') })
      response.writeHead(204).end()
      return true
    }
    if (!isOwnerRequest(request, address)) return false
    obeyOwner(request, address, this.#named(address.searchParams)).then(
      (json) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(json)),
      (/** @type {unknown} */ error) => response.writeHead(400).end(String(error)),
    )
    return true
  }

  /** @param {string} [name] */
  database(name = DEFAULT_NAME) {
    const database = this.#databases.get(name) ?? new Database(this.#rules)
    this.#databases.set(name, database)
    return database
  }

  /** @type {Service['close']} */
  close() {
    for (const database of this.#databases.values()) database.stop()
    return Promise.resolve()
  }

  /** @param {URLSearchParams} parameters */
  #named(parameters) {
    return this.database(parameters.get('ns') ?? DEFAULT_NAME)
  }
}

/**
 * Databases on an HTTP server of their own.
 *
 * @param {{ rules?: RulesFile, port?: number }} [options] `port`: any free one by default
 */
export async function listenFirebase({ port = 0, ...options } = {}) {
  const service = new FirebaseService(options)
  const http = createServer((request, response) => {
    if (!service.request(request, response)) response.writeHead(404).end()
  })
  http.on('upgrade', (request, socket, head) => {
    if (!service.upgrade(request, socket, head)) socket.destroy()
  })
  await new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve(undefined)))
  const address = http.address()
  return {
    service,
    /** Host and port. */
    host: `127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    close: async () => {
      await service.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
