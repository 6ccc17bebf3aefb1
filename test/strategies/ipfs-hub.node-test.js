import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { createLibp2p } from 'libp2p'
import { multiaddr } from 'libp2p3-multiaddr'
import { webSockets } from 'libp2p3-websockets'
import { yamux } from 'libp2p3-yamux'
import { WebSocket } from 'ws'
import '../support/promise-with-resolvers.js'

// The hub of docs/ipfs.md, run as its readers run it.

const ROOT = join(import.meta.dirname, '../..')

/** Where the packages of today's libp2p are here, beside those that ipfs-core needs. */
const ALIASES = new Map([
  ['@chainsafe/libp2p-yamux', 'libp2p3-yamux'],
  ['@libp2p/crypto/keys', 'libp2p3-crypto/keys'],
  ['@libp2p/floodsub', 'libp2p3-floodsub'],
  ['@libp2p/websockets', 'libp2p3-websockets'],
])

// Node has one of its own from version 22.
Object.assign(globalThis, { WebSocket })

const folder = await mkdtemp(join(tmpdir(), 'hub-'))
after(() => rm(folder, { recursive: true }))

async function documentedHub() {
  const page = await readFile(join(ROOT, 'docs/ipfs.md'), 'utf8')
  const [, script = ''] = /```js\n(\/\/ hub\.js\n.*?)```/s.exec(page) ?? []
  return script.replace(/from '(.+)'/g, (line, name) => (ALIASES.has(name) ? `from '${ALIASES.get(name)}'` : line))
}

/**
 * @param {string} port
 * @returns {Promise<{ address: string, stop: () => Promise<void> }>}
 */
async function startHub(port) {
  const child = spawn(
    process.execPath,
    ['--import', './test/support/promise-with-resolvers.js', '--input-type=module', '-'],
    {
      cwd: ROOT,
      env: { ...process.env, PORT: port, KEY_FILE: join(folder, 'hub.key') },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  child.stdin.end(await documentedHub())
  const [address] = /** @type {[string]} */ (await once(createInterface(child.stdout), 'line'))
  return {
    address,
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** @param {string} address */
async function startNode(address) {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), pubsub: gossipsub() },
  })
  await node.dial(multiaddr(address))
  return node
}

test('the documented hub passes on the topics of rooms and no others, and is the same when it comes back', async () => {
  const hub = await startHub('0')
  const [one, other] = await Promise.all([startNode(hub.address), startNode(hub.address)])
  const heard = once(one.services.pubsub, 'message')
  for (const topic of ['private', 'trystero/room']) one.services.pubsub.subscribe(topic)
  while (other.services.pubsub.getSubscribers('trystero/room').length === 0) {
    await once(other.services.pubsub, 'subscription-change')
  }
  assert.deepEqual(other.services.pubsub.getSubscribers('private'), [])
  // Gossipsub may know what the hub subscribes to before it has opened its own stream to it.
  const publish = () => other.services.pubsub.publish('trystero/room', new TextEncoder().encode('hello'))
  while ((await publish()).recipients.length === 0) await once(other.services.pubsub, 'gossipsub:heartbeat')
  const [{ detail }] = await heard
  assert.equal(new TextDecoder().decode(detail.data), 'hello')

  await one.stop()
  while (other.services.pubsub.getSubscribers('trystero/room').length > 0) {
    await once(other.services.pubsub, 'subscription-change')
  }
  await other.stop()

  await hub.stop()
  const again = await startHub(hub.address.split('/')[4] ?? '')
  assert.equal(again.address, hub.address)
  await again.stop()
})
