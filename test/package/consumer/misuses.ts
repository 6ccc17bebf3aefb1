// Compiles only as long as each of these is an error.
import { joinRoom } from 'trystero-elements/torrent'
import { createJoinRoom, type Strategy } from 'trystero-elements/core'

// @ts-expect-error: no appId
const room = joinRoom({}, 'room')
// @ts-expect-error: no room
joinRoom({ appId: 'app' })
// @ts-expect-error: one URL is no list
joinRoom({ appId: 'app', trackerUrls: 'wss://tracker.example.org' }, 'room')
// @ts-expect-error: a key of another strategy
joinRoom({ appId: 'app', rootPath: 'rooms' }, 'room')
// @ts-expect-error: an answer is a boolean
joinRoom({ appId: 'app', admit: () => 'yes' }, 'room')

// @ts-expect-error: a callback takes the peer's ID
room.onPeerJoin((peer: number) => peer)
// @ts-expect-error: not a stream
room.addStream('camera')
// @ts-expect-error: a track has a stream
room.addTrack(new MediaStreamTrack())

const [sendLine, receiveLine] = room.makeAction<{ text: string }>('line')
// @ts-expect-error: not what the action carries
void sendLine({ line: 'hello' })
// @ts-expect-error: a target is a string or a list
void sendLine({ text: 'hello' }, 1)
// @ts-expect-error: not what the action carries
receiveLine(({ line }) => line as string)

const [sendFile, receiveFile] = room.makeAction<Blob>('file')
// @ts-expect-error: JSON has no functions
void sendFile(() => 'text')
// @ts-expect-error: a Blob arrives as an ArrayBuffer
receiveFile((blob: Blob) => blob.size)

const [ask] = room.makeRequest('time')
// @ts-expect-error: one is asked, not several
void ask('now', ['one', 'other'])
// @ts-expect-error: in milliseconds
void ask('now', 'peer', { timeout: '1s' })

// @ts-expect-error: no such event
room.addEventListener('peer-gone', ({ peerId }) => [peerId])

// @ts-expect-error: a strategy must be able to send
const mute: Strategy = () => ({ announce: () => undefined, close: () => Promise.resolve() })
createJoinRoom(mute)

// @ts-expect-error: an element's property has a type as well
document.createElement('trystero-room').appId = 1
