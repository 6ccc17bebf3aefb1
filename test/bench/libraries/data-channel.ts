import type { Owner, Place } from '../library.ts'
import { Pieces } from './pieces.ts'

/** Bytes kept waiting in the channel: what carries most. */
const BUFFER_BYTES = 262_144

type Signal = RTCSessionDescriptionInit | RTCIceCandidateInit

/** What the browser itself can do: one negotiated channel, signalled between pages of one browser, trickled candidates. */
export function join({ room, isFirst }: Place, owner: Owner): void {
  const signals = new BroadcastChannel(room)
  const connection = new RTCPeerConnection()
  const channel = connection.createDataChannel('', { negotiated: true, id: 0 })
  channel.bufferedAmountLowThreshold = BUFFER_BYTES / 2
  channel.binaryType = 'arraybuffer'
  const pieces = new Pieces(
    {
      send: (bytes) => channel.send(bytes),
      sendPiece: (bytes) => {
        channel.send(bytes)
        if (channel.bufferedAmount < BUFFER_BYTES) return
        return new Promise((resolve) => {
          channel.addEventListener('bufferedamountlow', () => resolve(), { once: true })
        })
      },
    },
    owner,
  )
  const describe = async (): Promise<void> => {
    await connection.setLocalDescription()
    signals.postMessage(connection.localDescription?.toJSON())
  }
  connection.onicecandidate = ({ candidate }) => signals.postMessage(candidate?.toJSON() ?? {})
  signals.onmessage = async ({ data }: MessageEvent<Signal>) => {
    if (!('type' in data)) {
      await connection.addIceCandidate(data)
      return
    }
    await connection.setRemoteDescription(data)
    if (data.type === 'offer') await describe()
  }
  channel.onopen = () => owner.onPeer(pieces)
  channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => pieces.receive(new Uint8Array(data))
  if (!isFirst) void describe()
}
