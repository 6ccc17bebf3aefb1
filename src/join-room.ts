import { checkConfig } from './config.ts'
import { ConfigError } from './errors.ts'
import { Room } from './room.ts'
import type { BaseConfig, Strategy } from './signaling.ts'

/** Joins a room. See `createJoinRoom`. */
export type JoinRoom<Config> = (config: Config & BaseConfig, namespace: string) => Room

interface Joined {
  readonly strategies: readonly Strategy<never>[]
  readonly appId: string
  readonly namespace: string
  readonly room: Room
}

/** The rooms this page is in: joining one again gives the same one. */
const joined = new Set<Joined>()

/**
 * A `joinRoom` that meets through the given strategies, all at once: `createJoinRoom(torrent, firebase)`. A dead one
 * delays nothing. `joinRoom` throws `ConfigError` at once for a bad argument; joining the same app and namespace by the
 * same strategies again while joined returns the same `Room`.
 */
export function createJoinRoom<Config = object>(...strategies: readonly Strategy<Config>[]): JoinRoom<Config> {
  if (strategies.length === 0) throw new ConfigError('strategies', 'at least one is needed to meet anybody')
  return (given, namespace) => {
    const config = withAppId(given, strategies)
    checkConfig(config, namespace)
    const { appId } = config
    const known = [...joined].find(
      (other) => other.appId === appId && other.namespace === namespace && isSame(other.strategies, strategies),
    )
    if (known) return known.room
    const media = strategies.map((strategy) => strategy.bind(undefined, config))
    const room = new Room(config, namespace, media, () => joined.delete(entry))
    const entry: Joined = { strategies, appId, namespace, room }
    joined.add(entry)
    return room
  }
}

const isSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one))

/** The config with the app's ID: as given, or as the first strategy that can tell takes it from its own keys. */
function withAppId<Config>(config: Config & BaseConfig, strategies: readonly Strategy<Config>[]): Config & BaseConfig {
  // Before the check, so the config can still be anything.
  const given = config as Partial<BaseConfig> | null | undefined
  if (!given || given.appId) return config
  const appId = strategies.map((strategy) => strategy.appIdOf?.(config)).find((id) => id)
  return appId === undefined ? config : { ...config, appId }
}
