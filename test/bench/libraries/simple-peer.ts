import SimplePeer, { type SignalData } from '@thaunknown/simple-peer/full.js'
import type { Owner, Place } from '../library.ts'
import { Pieces } from './pieces.ts'

/** simple-peer leaves signalling to the page, so it gets the fastest one: a channel between pages of one browser. */
export function join({ room, isFirst }: Place, owner: Owner): void {
  const signals = new BroadcastChannel(room)
  const peer = new SimplePeer({ initiator: !isFirst, config: { iceServers: [] } })
  const pieces = new Pieces(
    {
      send: (bytes) => peer.send(bytes),
      sendPiece: (bytes) => {
        if (peer.write(bytes)) return
        return new Promise((resolve) => peer.once('drain', resolve))
      },
    },
    owner,
  )
  peer.on('signal', (data) => signals.postMessage(data))
  signals.onmessage = ({ data }: MessageEvent<SignalData>) => peer.signal(data)
  peer.on('connect', () => owner.onPeer(pieces))
  peer.on('data', (bytes) => pieces.receive(bytes))
}
