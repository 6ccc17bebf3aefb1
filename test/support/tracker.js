import TrackerServer from 'bittorrent-tracker/server'

/** Clients of a WebSocket tracker are told a fifth of the server's interval. */
const WS_INTERVAL_SHARE = 5

/**
 * @typedef {object} TrackerOptions
 * @property {number} [interval] how often clients are told to announce, in seconds; 120 when left out
 * @property {number} [maxOffers] the most offers of one announce that it hands out; all of them when left out
 */

/**
 * A BitTorrent WebSocket tracker without a port of its own: an HTTP server hands it the connections to upgrade.
 * It can be stopped and started again, as an outage would, and keeps what passed through it.
 */
export class Tracker {
  /** Every message that passed, in order, as the tracker's operator would read it. */
  messages = /** @type {string[]} */ ([])
  /** @type {TrackerOptions} */
  #options
  /** @type {TrackerServer | undefined} */
  #server

  /** @param {TrackerOptions} [options] */
  constructor(options = {}) {
    this.#options = options
    this.start()
  }

  /**
   * Comes (back) with empty swarms. While running, changes the options for new connections only.
   *
   * @param {TrackerOptions} [options] instead of those it had
   */
  start(options = this.#options) {
    this.#options = options
    if (this.#server) return
    const { interval, maxOffers = Infinity } = options
    this.#server = new TrackerServer({
      http: false,
      udp: false,
      stats: false,
      ws: { noServer: true, clientTracking: true },
      ...(interval ? { interval: interval * 1000 * WS_INTERVAL_SHARE } : {}),
      filter: (_infoHash, params, pass) => {
        params.numwant = Math.min(params.numwant, maxOffers)
        pass()
      },
    })
    // Messages to peers that have just gone, and malformed ones: part of a tracker's day.
    this.#server.on('warning', () => undefined)
  }

  /** Drops everybody at once, and refuses whoever comes, until it is started again. */
  stop() {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    for (const socket of server.ws.clients) socket.terminate()
    server.close()
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:stream').Duplex} socket
   * @param {Buffer} head
   */
  upgrade(request, socket, head) {
    const server = this.#server
    if (!server) {
      socket.destroy()
      return
    }
    server.ws.handleUpgrade(request, socket, head, (connection) => {
      this.#listen(connection)
      server.ws.emit('connection', connection, request)
    })
  }

  /** @param {import('ws').WebSocket} connection */
  #listen(connection) {
    connection.on('message', (data) => {
      // Text comes in one Buffer, unless `binaryType` says otherwise.
      const text = /** @type {Buffer} */ (data)
      this.messages.push(text.toString())
    })
    const send = connection.send.bind(connection)
    connection.send = (/** @type {string} */ data, /** @type {unknown[]} */ ...rest) => {
      this.messages.push(data)
      Reflect.apply(send, undefined, [data, ...rest])
    }
  }
}
