import { ConfigError } from './errors.ts'
import type { Strategy } from './signaling.ts'

/** How strategies are loaded, by name: as an element's `strategy` attribute names them. */
const loaders = new Map<string, () => Promise<Strategy>>()

/**
 * Gives a strategy a name, to be loaded when it is first used. A later one takes the place of an earlier one.
 *
 * @throws ConfigError for a name that is empty or has white space in it.
 */
export function registerStrategy(name: string, load: () => Promise<Strategy<never>>): void {
  if (typeof name !== 'string' || !/^\S+$/.test(name)) throw new ConfigError('name', 'a word without white space')
  if (typeof load !== 'function') throw new ConfigError('load', 'a function that returns a promise of a strategy')
  // Its config is checked by itself, when it is used: by name, no type can tell.
  loaders.set(name, load as () => Promise<Strategy>)
}

/** Loads a strategy by its name. @throws ConfigError when there is none of that name. */
export async function loadStrategy(name: string): Promise<Strategy> {
  const load = loaders.get(name)
  if (load) return load()
  const names = [...loaders.keys()].join(', ')
  throw new ConfigError('strategy', `there is none named "${name}"; there are ${names || 'none yet'}`)
}
