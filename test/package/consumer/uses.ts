// Compiles: every call of the library, as its users write it.
import { joinRoom, selfId, SendError, type Room } from 'trystero-elements/torrent'
import { getOccupants, joinRoom as joinFirebaseRoom } from 'trystero-elements/firebase'
import { joinRoom as joinIpfsRoom } from 'trystero-elements/ipfs'
import { ConfigError, createJoinRoom, registerStrategy, type Strategy } from 'trystero-elements/core'
import { TrysteroRoom } from 'trystero-elements'
import { TrysteroAction } from 'trystero-elements/elements/trystero-action.js'
import 'trystero-elements/cdn'
import type {} from 'trystero-elements/jsx'

export const room: Room = joinRoom(
  {
    appId: 'app',
    password: 'secret',
    rtcConfig: { iceServers: [{ urls: 'stun:stun.example.org' }] },
    trackerUrls: ['wss://tracker.example.org'],
    trackerRedundancy: 2,
    maxPayload: 1024,
    admitTimeout: 5_000,
    admit: async (peerId, exchange) => {
      await exchange.send({ hello: peerId })
      return (await exchange.receive()) === 'please'
    },
  },
  'room',
)
joinFirebaseRoom({ appId: 'https://app.example.org', rootPath: 'rooms' }, 'room')
joinIpfsRoom({ appId: 'app', swarmAddresses: ['/dns4/example.org/tcp/443/wss/p2p/id'] }, 'room')

room.onPeerJoin((peerId) => peerId.length)
room.onPeerLeave((peerId) => peerId.length)
room.onPeerStream((stream, peerId, metadata) => [stream.id, peerId, metadata])
room.onPeerTrack((track, stream, peerId, metadata) => [track.id, stream.id, peerId, metadata])

export function share(stream: MediaStream, track: MediaStreamTrack): void {
  room.addStream(stream, null, { label: 'camera' })
  room.removeStream(stream, 'peer')
  room.addTrack(track, stream, ['peer'])
  room.replaceTrack(track, track, stream)
  room.removeTrack(track, stream)
}

const [sendLine, receiveLine, watchLine] = room.makeAction<{ text: string }>('line')
receiveLine(({ text }, peerId) => `${peerId}: ${text.toUpperCase()}`)
watchLine((fraction, peerId, metadata) => [fraction.toFixed(), peerId, metadata])

const [sendFile, receiveFile] = room.makeAction<Blob>('file')
receiveFile((buffer) => buffer.byteLength)
receiveFile(async (stream) => stream.getReader().read(), { stream: true })

export async function talk(peerId: string): Promise<number> {
  await sendLine({ text: selfId })
  await sendFile(new Blob(['text']), peerId, { name: 'text' }, (fraction) => fraction, {
    signal: AbortSignal.timeout(9),
  })
  const [ask, answer] = room.makeRequest('time')
  answer((question, asker) => `${asker} ${JSON.stringify(question)}`)
  await ask('now', peerId, { timeout: 1_000 })
  const connection: RTCPeerConnection | undefined = room.getConnection(peerId)
  const states = room.getRelays().map(({ url, state }) => `${url} ${state}`)
  const occupants: string[] = await getOccupants({ appId: 'app' }, 'room')
  await room.leave()
  return (await room.ping(peerId)) + states.length + occupants.length + room.getPeers().length + Number(!connection)
}

room.addEventListener('peer-join', ({ peerId }) => peerId.length)
room.addEventListener('peer-stream', ({ stream, metadata }) => [stream.id, metadata])
room.addEventListener('relay', ({ url, state }) => `${url} ${state}`)
room.addEventListener('error', ({ error }) => [error.code, error instanceof SendError && error.peerIds])

const lonely: Strategy = (config, place) => ({
  announce: () => place.onRelay(config.appId, 'open'),
  send: () => undefined,
  close: () => Promise.resolve(),
})
registerStrategy('lonely', () => Promise.resolve(lonely))
export const joinLonelyRoom = createJoinRoom(lonely)
export const isOurs = (error: unknown): string | undefined => (error instanceof ConfigError ? error.key : undefined)

const element = document.createElement('trystero-room')
element.rtcConfig = { iceServers: [] }
export const elements: [TrysteroRoom, TrysteroAction] = [element, document.createElement('trystero-action')]
element.addEventListener('trystero-peer-join', ({ detail }) => detail.peerId.length)
