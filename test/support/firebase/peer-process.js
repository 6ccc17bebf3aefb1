import { loadFirebase } from './in-node.js'

// A peer in a process of its own, to be killed: `node peer-process.js <appId> <topic> <selfId>`. It says when it is present.

const [, , appId = '', topic = '', selfId] = process.argv
const { firebase, Place } = await loadFirebase()
const place = new Place(topic, selfId)
await firebase({ appId }, place)
await place.isOpen()
process.stdout.write('present\n')
