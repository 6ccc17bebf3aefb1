// Uses every call of the library as a page would. That it compiles is the test; nothing here runs.
import {
  ConfigError,
  createJoinRoom,
  joinRoom,
  PeerError,
  ProtocolError,
  registerStrategy,
  selfId,
  SendError,
  SignalingError,
  TrysteroError,
  type Action,
  type Admit,
  type BaseConfig,
  type Json,
  type MeetingPlace,
  type Relay,
  type Room,
  type Signaling,
  type Strategy,
  type TorrentConfig,
} from '../../src/index.ts'
import { getOccupants, joinRoom as joinByFirebase } from '../../src/firebase.ts'
import { joinRoom as joinByIpfs } from '../../src/ipfs.ts'

const admit: Admit = async (peerId, exchange) => {
  await exchange.send({ from: selfId, to: peerId })
  const value: Json = await exchange.receive()
  return value === 'yes'
}

const config: BaseConfig & TorrentConfig = {
  appId: 'app',
  password: 'secret',
  rtcConfig: { iceServers: [{ urls: 'stun:stun.example' }] },
  trackerUrls: ['wss://tracker.example'],
  trackerRedundancy: 3,
  maxPayload: 1_000_000,
  admit,
  admitTimeout: 5_000,
  wrtc: { RTCPeerConnection },
}

const room: Room = joinRoom(config, 'name')
joinRoom({ appId: 'app' }, 'name')
joinRoom({ appId: 'app', admit: () => true }, 'name')
joinByFirebase({ appId: 'database', rootPath: 'rooms' }, 'name')
joinByIpfs({ appId: 'app', swarmAddresses: ['/dns4/hub.example/tcp/443/wss/p2p/id'] }, 'name')
export const occupants: Promise<string[]> = getOccupants({ appId: 'database' }, 'name')

// Who is there
const peers: string[] = room.getPeers()
room.onPeerJoin((peerId) => peers.push(peerId))
room.onPeerLeave((peerId: string) => peers.push(peerId))

// Media
declare const stream: MediaStream
declare const track: MediaStreamTrack
room.onPeerStream((stream, peerId, metadata) => [stream.id, peerId.length, metadata])
room.onPeerTrack((track, stream, peerId, metadata) => [track.kind, stream.id, peerId.length, metadata])
room.addStream(stream)
room.addStream(stream, null, { label: 'camera' })
room.addStream(stream, peers, 'label')
room.removeStream(stream, 'peer')
room.addTrack(track, stream)
room.addTrack(track, stream, ['peer'] as const, [1, 2])
room.removeTrack(track, stream, null)
room.replaceTrack(track, track, stream, undefined)

// Actions: typed by what they carry, or for any payload
interface Move {
  x: number
  y: number
}
const [sendMove, onMove, onMoveProgress] = room.makeAction<Move>('move')
const sent: Promise<void> = sendMove({ x: 1, y: 2 })
void sendMove({ x: 1, y: 2 }, 'peer', { at: 1 }, (fraction, peerId, metadata) => [fraction, peerId, metadata])
void sendMove({ x: 1, y: 2 }, null, null, undefined, { signal: AbortSignal.timeout(1_000) })
onMove(({ x, y }, peerId, metadata) => [x + y, peerId.length, metadata])
onMoveProgress((fraction, peerId, metadata) => [fraction * 100, peerId.length, metadata])

const [sendFile, onFile]: Action<File> = room.makeAction<File>('file')
void sendFile(new File([], 'name'))
onFile((data: ArrayBuffer) => data.byteLength)
onFile((data: ReadableStream<Uint8Array>) => data.getReader(), { stream: true })
onFile((data) => data.byteLength, { stream: false })

const [sendAny, onAny] = room.makeAction('any')
for (const data of [null, 1, 'text', [1, { a: true }], new Blob(), new ArrayBuffer(1), new Float32Array(1)]) {
  void sendAny(data)
}
onAny((data) => (data instanceof ArrayBuffer ? data.byteLength : JSON.stringify(data)))

// Requests
const [ask, answer] = room.makeRequest('sum')
answer((data, peerId) => [data instanceof ArrayBuffer, peerId])
answer(async () => new Uint8Array(1))
answer(() => undefined)
void ask([1, 2], 'peer').then((reply) => (reply instanceof ArrayBuffer ? reply.byteLength : reply))
void ask(null, 'peer', { timeout: 1_000 })
void ask(new Blob(), 'peer', { signal: new AbortController().signal })

// The rest of the room
const trip: Promise<number> = room.ping('peer')
const relays: Relay[] = room.getRelays()
const state: 'connecting' | 'open' | 'closed' | undefined = relays[0]?.state
const connection: RTCPeerConnection | undefined = room.getConnection('peer')
const left: Promise<void> = room.leave()
export const all = [sent, trip, state, relays[0]?.url, connection, left]

// Events
room.addEventListener('peer-join', ({ peerId }) => peers.push(peerId))
room.addEventListener('peer-leave', ({ peerId }) => peers.push(peerId))
room.addEventListener('peer-stream', ({ stream, peerId, metadata }) => [stream.id, peerId.length, metadata])
room.addEventListener('peer-track', ({ track, stream, peerId }) => [track.kind, stream.id, peerId.length])
room.addEventListener('relay', ({ url, state }) => [url.length, state === 'open'], { once: true })
room.addEventListener('error', ({ error }) => tell(error))
room.removeEventListener('peer-join', null)

// Errors
function tell(error: unknown): string[] {
  if (error instanceof ConfigError) return [error.key]
  if (error instanceof SignalingError) return [error.url]
  if (error instanceof PeerError || error instanceof ProtocolError) return [error.peerId, error.code]
  if (error instanceof SendError) return [...error.peerIds, ...error.errors.map(({ message }) => message)]
  return error instanceof TrysteroError ? [error.code, error.message] : []
}

// To build on
interface BoardConfig {
  board: string
}
const board: Strategy<BoardConfig> = async (config, place: MeetingPlace): Promise<Signaling> => {
  const sealed = await place.hello()
  place.onRelay(config.board, 'open')
  return {
    announce: () => place.onGreeting(sealed),
    send: (peerId, sealed) => place.onSignal(peerId + sealed),
    close: () => Promise.resolve(),
  }
}
createJoinRoom(board)({ appId: 'app', board: 'https://board.example' }, 'name')
registerStrategy('board', () => Promise.resolve(board))
