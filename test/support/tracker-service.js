import { Tracker } from './tracker.js'

/** @typedef {import('./services.js').Service} Service */

const SOCKET_PATH = /^\/tracker(?:\/([\w-]+))?$/
const CONTROL_PATH = /^\/__tracker\/([\w-]+)\/(start|stop|messages)$/

/**
 * Local trackers on an HTTP server that is already there, as many as anybody names:
 *
 * - `ws://HOST/tracker` is the common one, `ws://HOST/tracker/NAME` one of the caller's own, made when first named
 * - `POST /__tracker/NAME/stop` drops all its connections and refuses new ones
 * - `POST /__tracker/NAME/start?maxOffers=2&interval=5` brings it (back), see `TrackerOptions`
 * - `GET /__tracker/NAME/messages` is a JSON list of every message that passed through it
 *
 * @implements {Service}
 */
export class TrackerService {
  #trackers = /** @type {Map<string, Tracker>} */ (new Map())

  /** @type {Service['upgrade']} */
  upgrade(request, socket, head) {
    const path = SOCKET_PATH.exec(new URL(request.url ?? '', 'http://localhost').pathname)
    if (!path) return false
    this.#tracker(path[1] ?? '').upgrade(request, socket, head)
    return true
  }

  /** @type {Service['request']} */
  request(request, response) {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const [, name, action] = CONTROL_PATH.exec(pathname) ?? []
    if (name === undefined) return false
    const tracker = this.#tracker(name)
    if (action === 'messages') {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(tracker.messages))
      return true
    }
    if (action === 'stop') {
      tracker.stop()
    } else {
      tracker.start(Object.fromEntries([...searchParams].map(([key, value]) => [key, Number(value)])))
    }
    response.writeHead(204).end()
    return true
  }

  /** @type {Service['close']} */
  close() {
    for (const tracker of this.#trackers.values()) tracker.stop()
    return Promise.resolve()
  }

  /** @param {string} name */
  #tracker(name) {
    const known = this.#trackers.get(name)
    if (known) return known
    const tracker = new Tracker()
    this.#trackers.set(name, tracker)
    return tracker
  }
}
