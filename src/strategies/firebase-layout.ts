import type { DataSnapshot } from 'firebase/database'
import type { FirebaseLocation } from './firebase-config.ts'

// A room has two lists under /<rootPath>/<topic>, and a peer one node in each:
//
//   greetings/<peer>            its presence
//   messages/<peer>/<to>/<key>  what it has for others, each removed by its reader
//
// So everything that a peer ever writes lies in its own two nodes, and the server removes both when its connection ends,
// however it ends: no message outlives its sender, and none for somebody already gone is left behind.

/** What an ID looks like. Other keys under a room are not ours to read. */
const PEER_ID = /^[0-9A-Za-z]{20}$/

/** Where all greetings of a room are, below the room. */
export const GREETINGS = 'greetings'

/** The path of a room. */
export const roomPath = ({ rootPath }: FirebaseLocation, topic: string): string => `${rootPath}/${topic}`

/** The path of a peer's presence, below its room. */
export const greetingPath = (peerId: string): string => `${GREETINGS}/${peerId}`

/** The path of all that a peer has for another, or for anybody, below their room. */
export const messagesPath = (from: string, to?: string): string =>
  to === undefined ? `messages/${from}` : `messages/${from}/${to}`

/** Whether a child of the list of greetings is one. */
export const isGreeting = (child: DataSnapshot): child is DataSnapshot & { readonly key: string } =>
  child.key !== null && PEER_ID.test(child.key) && typeof child.val() === 'string'
