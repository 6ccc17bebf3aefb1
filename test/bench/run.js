// `npm run bench`: how the built package compares to other libraries, side by side: the same machine, browser and meeting
// place, in turns. Loopback times of one machine say little; that they were measured together says how they compare.
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PeerServer } from 'peer'
import { build } from 'vite'
import { launchBrowser } from '../support/browsers.js'
import { startStaticServer } from '../support/static-server.js'
import { Measurements, MESH_LIMIT_MS } from './measure.js'
import { formatTable, median } from './table.js'

/** @typedef {Awaited<ReturnType<Measurements['pair']>>} Pair */
/** @typedef {import('./library.ts').MeshResult} MeshResult */

const OURS = 'trystero-elements'
const TRYSTERO = 'trystero'
const LIBRARIES = [OURS, TRYSTERO, 'PeerJS', 'simple-peer', 'RTCDataChannel']

const ROUNDS = 3

/** How many frames join at once; and how many by a tracker that introduces each to two others only, as busy ones do. */
const FRAMES = 8
const INTRODUCED_FRAMES = 12
const NARROW_TRACKER = 'narrow'

/** How long each step may take, in milliseconds; a library that takes longer does not get through the round. */
const STEP_LIMIT_MS = 25_000

/** @type {readonly { name: string, key: keyof Pair, digits: number }[]} */
const ROWS = [
  { name: 'join, second peer, ms', key: 'join', digits: 0 },
  { name: 'round trip, ms', key: 'roundTrip', digits: 2 },
  { name: '2,000 round trips at once, /s', key: 'roundTripsAtOnce', digits: 0 },
  { name: '64 MiB, MB/s', key: 'transfer', digits: 1 },
  { name: 'round trip during 32 MiB, ms', key: 'roundTripDuring', digits: 1 },
]

const root = join(import.meta.dirname, '..', '..')
const BUILT = 'node_modules/.bench'

/** @type {Map<string, Pair[]>} */
const pairs = new Map(LIBRARIES.map((library) => [library, []]))
/** @type {MeshResult[]} */
const meshes = []
/** @type {MeshResult[]} */
const introduced = []

await buildPages()
const server = await startStaticServer(root)
await fetch(`${server.url}/__tracker/${NARROW_TRACKER}/start?maxOffers=2`, { method: 'POST' })
const brokerPort = await startBroker()
const browser = await launchBrowser('chromium', { protocolTimeout: STEP_LIMIT_MS })
const version = await browser.version()
const measurements = new Measurements(browser, `${server.url}/${BUILT}/page.html`)

for (let round = 1; round <= ROUNDS; round++) {
  for (const library of LIBRARIES) {
    try {
      pairs.get(library)?.push(await measurements.pair(library, newPlace()))
    } catch (error) {
      console.warn(`${library} did not get through round ${round}: ${String(error)}`)
    }
  }
  meshes.push(await measurements.mesh(OURS, FRAMES, newPlace()))
  introduced.push(await measurements.mesh(OURS, INTRODUCED_FRAMES, newPlace(NARROW_TRACKER)))
  console.log(`round ${round} of ${ROUNDS} done`)
}
const theirMesh = await measurements.mesh(TRYSTERO, FRAMES, newPlace())

await browser.close()
await rm(join(root, BUILT), { recursive: true })

const body = ROWS.map(({ name, key, digits }) => [
  name,
  ...LIBRARIES.map((library) => medianOf(library, key).toFixed(digits)),
])
console.log(`\nMedians of ${ROUNDS} rounds, headless ${version}\n\n${formatTable([['', ...LIBRARIES], ...body])}\n`)
const share = (100 * medianOf(OURS, 'join')) / medianOf(TRYSTERO, 'join')
console.log(`join takes ${share.toFixed(0)} % of trystero's`)
console.log(
  `eight frames ${inWords(FRAMES, slowest(meshes))} (slowest of ${ROUNDS}); trystero: ${inWords(FRAMES, theirMesh)}`,
)
console.log(`twelve by a tracker that hands out two offers ${inWords(INTRODUCED_FRAMES, slowest(introduced))}`)
// The servers would stay.
process.exit()

/** Bundles the page with the other libraries as they are; ours is fetched from `dist/`, as it is published. */
async function buildPages() {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: import.meta.dirname,
    base: `/${BUILT}/`,
    build: {
      outDir: join(root, BUILT),
      emptyOutDir: true,
      target: 'esnext',
      rolldownOptions: { input: join(import.meta.dirname, 'page.html') },
    },
  })
}

/** Starts the server that PeerJS meets through. */
async function startBroker() {
  /** @type {import('node:net').Server} */
  const broker = await new Promise((resolve) => PeerServer({ port: 0, path: '/', host: '127.0.0.1' }, resolve))
  const address = broker.address()
  if (!address || typeof address === 'string') throw new Error('The broker listens on no port')
  return address.port
}

/** A room that nobody has been in. @param {string} [tracker] */
function newPlace(tracker = 'wide') {
  return { room: randomUUID(), trackerUrl: `ws://localhost:${server.port}/tracker/${tracker}`, brokerPort }
}

/** @param {MeshResult[]} results */
function slowest(results) {
  return results.toSorted((one, other) => one.links - other.links || other.ms - one.ms)[0]
}

/**
 * @param {string} library
 * @param {keyof Pair} key
 */
function medianOf(library, key) {
  return median((pairs.get(library) ?? []).map((pair) => pair[key]))
}

/**
 * @param {number} frames
 * @param {MeshResult} [mesh]
 */
function inWords(frames, { links, ms } = { links: 0, ms: 0 }) {
  const all = (frames * (frames - 1)) / 2
  return links === all
    ? `meshed in ${ms.toFixed(0)} ms`
    : `not meshed after ${MESH_LIMIT_MS / 1_000} s, with ${links} of ${all} links`
}
