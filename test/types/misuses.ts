/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-assignment -- misuse has no type */
// Misuses every call of the library. Each line would compile if its type were too wide, and then fail this test: the
// compiler takes an expected error that does not come for an error. Nothing here runs.
import { createJoinRoom, joinRoom, registerStrategy, selfId, type Room, type Strategy } from '../../src/index.ts'
import { getOccupants } from '../../src/firebase.ts'

declare const room: Room
declare const stream: MediaStream
declare const track: MediaStreamTrack

// joinRoom
// @ts-expect-error -- no config
joinRoom()
// @ts-expect-error -- no name
joinRoom({ appId: 'app' })
// @ts-expect-error -- no appId
joinRoom({}, 'name')
// @ts-expect-error -- an appId that is no string
joinRoom({ appId: 5 }, 'name')
// @ts-expect-error -- a key that there is not
joinRoom({ appId: 'app', passwort: 'secret' }, 'name')
// @ts-expect-error -- a password that is no string
joinRoom({ appId: 'app', password: 5 }, 'name')
// @ts-expect-error -- no RTCConfiguration
joinRoom({ appId: 'app', rtcConfig: { iceServers: 'stun:stun.example' } }, 'name')
// @ts-expect-error -- one address instead of a list
joinRoom({ appId: 'app', trackerUrls: 'wss://tracker.example' }, 'name')
// @ts-expect-error -- a number in words
joinRoom({ appId: 'app', trackerRedundancy: '2' }, 'name')
// @ts-expect-error -- a size in words
joinRoom({ appId: 'app', maxPayload: '1 GiB' }, 'name')
// @ts-expect-error -- admits nobody knows whom
joinRoom({ appId: 'app', admit: () => 'yes' }, 'name')
// @ts-expect-error -- exchanges what JSON has no word for
joinRoom({ appId: 'app', admit: async (_peerId, exchange) => exchange.send(undefined).then(() => true) }, 'name')
// @ts-expect-error -- no WebRTC implementation
joinRoom({ appId: 'app', wrtc: {} }, 'name')
// @ts-expect-error -- a name that is no string
joinRoom({ appId: 'app' }, 5)
// @ts-expect-error -- an ID is a string
export const id: number = selfId

// Who is there
// @ts-expect-error -- an ID is a string
room.onPeerJoin((peerId: number) => peerId)
// @ts-expect-error -- no callback
room.onPeerLeave()
// @ts-expect-error -- a list of IDs
export const count: number = room.getPeers()

// Media
// @ts-expect-error -- a track is no stream
room.addStream(track)
// @ts-expect-error -- a target that is none
room.addStream(stream, 5)
// @ts-expect-error -- metadata that is not JSON
room.addStream(stream, null, { when: new Date() })
// @ts-expect-error -- nothing to remove
room.removeStream()
// @ts-expect-error -- a track of no stream
room.addTrack(track)
// @ts-expect-error -- the other way round
room.addTrack(stream, track)
// @ts-expect-error -- a track of no stream
room.removeTrack(track)
// @ts-expect-error -- replaced by nothing
room.replaceTrack(track, stream)
// @ts-expect-error -- the stream comes first
room.onPeerStream((peerId: string) => peerId)
// @ts-expect-error -- the track comes first
room.onPeerTrack((stream: MediaStream) => stream)

// Actions
// @ts-expect-error -- no name
room.makeAction()
// @ts-expect-error -- a name that is no string
room.makeAction(5)
const [send, receive, progress] = room.makeAction<{ x: number }>('move')
// @ts-expect-error -- nothing to send
void send()
// @ts-expect-error -- another message
void send({ y: 1 })
// @ts-expect-error -- a target that is none
void send({ x: 1 }, 5)
// @ts-expect-error -- metadata that is not JSON
void send({ x: 1 }, null, () => 1)
// @ts-expect-error -- no callback for progress
void send({ x: 1 }, null, null, 'progress')
// @ts-expect-error -- the controller is no signal
void send({ x: 1 }, null, null, undefined, { signal: new AbortController() })
// @ts-expect-error -- another message
receive(({ y }) => y)
// @ts-expect-error -- JSON never comes as a stream
receive((data: ReadableStream<Uint8Array>) => data, { stream: true })
// @ts-expect-error -- an option that there is not
receive(({ x }) => x, { streams: true })
// @ts-expect-error -- a fraction is a number
progress((fraction: string) => fraction)
const [sendAny, receiveAny] = room.makeAction('any')
// @ts-expect-error -- JSON has no word for it
void sendAny(undefined)
// @ts-expect-error -- JSON has no word for it
void sendAny(1n)
// @ts-expect-error -- JSON has no word for it
void sendAny(() => 1)
// @ts-expect-error -- it may be JSON
receiveAny((data) => data.byteLength)
const [, receiveFile] = room.makeAction<File>('file')
// @ts-expect-error -- binary arrives as an ArrayBuffer
receiveFile((data: File) => data.name)
// @ts-expect-error -- as a stream only when asked for
receiveFile((data: ReadableStream) => data)
// @ts-expect-error -- and then as nothing else
receiveFile((data: ArrayBuffer) => data, { stream: true })

// Requests
const [ask, answer] = room.makeRequest('sum')
// @ts-expect-error -- asks nobody
void ask(1)
// @ts-expect-error -- asks several
void ask(1, ['one', 'two'])
// @ts-expect-error -- a time in words
void ask(1, 'peer', { timeout: '1 s' })
// @ts-expect-error -- the answer may be anything that can be sent
void ask(1, 'peer').then((reply: number) => reply)
// @ts-expect-error -- answers what cannot be sent
answer(() => 1n)
// @ts-expect-error -- no name
room.makeRequest()

// The rest of the room
// @ts-expect-error -- pings nobody
void room.ping()
// @ts-expect-error -- it takes a while
export const trip: number = room.ping('peer')
// @ts-expect-error -- there may be none
export const closed: string = room.getConnection('peer').connectionState
// @ts-expect-error -- it is a list
export const url: string = room.getRelays().url
// @ts-expect-error -- leaves by itself
void room.leave('now')
// @ts-expect-error -- the event has another field
room.addEventListener('peer-join', ({ stream }) => stream)
// @ts-expect-error -- the event has another field
room.addEventListener('relay', ({ peerId }) => peerId)
// @ts-expect-error -- errors have no such field in common
room.addEventListener('error', ({ error }) => error.peerId)

// getOccupants
// @ts-expect-error -- no name
void getOccupants({ appId: 'database' })

// To build on
// @ts-expect-error -- a strategy that cannot be closed
export const open: Strategy = () => ({ announce: () => undefined, send: () => undefined })
// @ts-expect-error -- a strategy is loaded when it is needed
registerStrategy('board', createJoinRoom)
declare const board: Strategy<{ board: string }>
// @ts-expect-error -- the strategy's own key is missing
createJoinRoom(board)({ appId: 'app' }, 'name')
