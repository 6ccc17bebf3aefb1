import { joinRoom } from '@trystero-p2p/torrent'
import type { Place, Owner } from '../library.ts'

export function join({ room: name, trackerUrl }: Place, owner: Owner): void {
  const room = joinRoom({ appId: 'bench', relayConfig: { urls: [trackerUrl] } }, name)
  const values = room.makeAction<number>('value')
  const payloads = room.makeAction<ArrayBuffer>('payload')
  values.onMessage = (value) => owner.onValue(value)
  payloads.onMessage = (bytes) => owner.onPayload(bytes.byteLength)
  room.onPeerJoin = (target) =>
    owner.onPeer({
      say: (value) => void values.send(value, { target }),
      send: (bytes) => void payloads.send(bytes, { target }),
    })
}
