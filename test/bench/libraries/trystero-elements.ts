import type { Place, Owner } from '../library.ts'

/** As it is published: in its own files, with its own dependencies inside. */
const BUILT = '/dist/torrent.js'

const { joinRoom } = (await import(/* @vite-ignore */ BUILT)) as typeof import('../../../src/torrent.ts')

export function join({ room: name, trackerUrl }: Place, owner: Owner): void {
  const room = joinRoom({ appId: 'bench', trackerUrls: [trackerUrl] }, name)
  const [say, onValue] = room.makeAction<number>('value')
  const [send, onPayload] = room.makeAction<ArrayBuffer>('payload')
  onValue((value) => owner.onValue(value))
  onPayload((bytes) => owner.onPayload(bytes.byteLength))
  room.onPeerJoin((peerId) =>
    owner.onPeer({ say: (value) => void say(value, peerId), send: (bytes) => void send(bytes, peerId) }),
  )
}
