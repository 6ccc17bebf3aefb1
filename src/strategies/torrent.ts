import { ConfigError } from '../errors.ts'
import type { BaseConfig, MeetingPlace, Signaling } from '../signaling.ts'
import { Tracker, type Swarm } from './tracker.ts'

export interface TorrentConfig {
  /** `wss://` (or `ws://`) addresses of trackers, all used. */
  trackerUrls?: readonly string[]
  /** How many default trackers to use at once: 2 by default, 3 at most. Ignored with `trackerUrls`. */
  trackerRedundancy?: number
}

/** Public trackers that speak WebSocket, the first ones used first: everybody has to choose the same. */
const DEFAULT_TRACKER_URLS = [
  'wss://tracker.webtorrent.dev',
  'wss://tracker.openwebtorrent.com',
  'wss://open.ftorrent.com',
]
const DEFAULT_REDUNDANCY = 2

/**
 * Meets through BitTorrent trackers: the room is a swarm, and trackers carry greetings as `offers` and signals as `answer`s
 * (see `Tracker`). Needs `WebSocket`, which browsers and Node from 22 have.
 *
 * @throws ConfigError for `trackerUrls` or `trackerRedundancy`.
 */
export function torrent(config: TorrentConfig & BaseConfig, place: MeetingPlace): Promise<Signaling> {
  return meet(trackerUrlsOf(config), place)
}

async function meet(urls: readonly string[], place: MeetingPlace): Promise<Signaling> {
  const topic = await place.topic
  const swarms = urls.map((url): [Tracker, Swarm] => {
    const swarm: Swarm = {
      topic,
      peerId: place.selfId,
      hello: () => place.hello(),
      onGreeting: (sealed) => place.onGreeting(sealed),
      onSignal: (sealed) => place.onSignal(sealed),
      onState: (state, error) => place.onRelay(url, state, error),
    }
    return [Tracker.join(url, swarm), swarm]
  })
  return {
    announce: () => swarms.forEach(([tracker, swarm]) => tracker.announce(swarm)),
    send: (peerId, sealed) => swarms.forEach(([tracker, swarm]) => tracker.send(swarm, peerId, sealed)),
    close: async () => swarms.forEach(([tracker, swarm]) => tracker.leave(swarm)),
  }
}

function trackerUrlsOf({ trackerUrls, trackerRedundancy = DEFAULT_REDUNDANCY }: TorrentConfig): readonly string[] {
  if (!('WebSocket' in globalThis)) {
    throw new ConfigError(
      'WebSocket',
      'there is none here; in Node below 22 set globalThis.WebSocket to that of the package ws',
    )
  }
  if (trackerUrls) {
    if (isTrackerList(trackerUrls)) return [...new Set(trackerUrls)]
    throw new ConfigError('trackerUrls', 'a list of wss:// (or ws://) addresses, such as ["wss://tracker.example"]')
  }
  const isInRange = Number.isInteger(trackerRedundancy) && trackerRedundancy >= 1
  if (isInRange && trackerRedundancy <= DEFAULT_TRACKER_URLS.length)
    return DEFAULT_TRACKER_URLS.slice(0, trackerRedundancy)
  throw new ConfigError('trackerRedundancy', `a whole number from 1 to ${DEFAULT_TRACKER_URLS.length}`)
}

// Typed as it should be, checked as it may come from a page without types.
function isTrackerList(urls: unknown): boolean {
  const isTracker = (url: unknown): boolean =>
    typeof url === 'string' && URL.canParse(url) && ['ws:', 'wss:'].includes(new URL(url).protocol)
  return Array.isArray(urls) && urls.length > 0 && urls.every(isTracker)
}
