import { Peer as PeerJs, type DataConnection } from 'peerjs'
import type { Place, Owner } from '../library.ts'

/** There are no rooms: one side has a name that the other calls. */
export function join({ room, isFirst, brokerPort }: Place, owner: Owner): void {
  const options = { host: 'localhost', port: brokerPort, path: '/', config: { iceServers: [] } }
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- typed as a class, yet meant as an object
  const local = isFirst ? new PeerJs(room, options) : new PeerJs(options)
  local.on('connection', (connection) => use(connection, owner))
  local.on('open', () => {
    if (!isFirst) use(local.connect(room, { reliable: true }), owner)
  })
}

function use(connection: DataConnection, owner: Owner): void {
  connection.on('data', (data) => {
    if (typeof data === 'number') owner.onValue(data)
    // What is sent as an ArrayBuffer arrives as one of its views.
    else if (ArrayBuffer.isView(data)) owner.onPayload(data.byteLength)
  })
  connection.on('open', () =>
    owner.onPeer({ say: (value) => void connection.send(value), send: (bytes) => void connection.send(bytes) }),
  )
}
