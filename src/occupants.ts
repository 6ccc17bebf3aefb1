import { topicOf } from './crypto.ts'
import { ConfigError } from './errors.ts'
import { appIdOf, readOccupants, type FirebaseConfig } from './strategies/firebase.ts'

/**
 * The IDs of the peers present in a room that meets in a Firebase Realtime Database, without joining it. Whoever knows
 * the app and the room's name can ask: who is present under any password is counted.
 *
 * @throws ConfigError (as a rejection) when a key of `config` or the name is missing or wrong
 * @throws SignalingError (as a rejection) when the database refuses or does not answer within ten seconds
 */
export async function getOccupants(config: FirebaseConfig & { appId?: string }, namespace: string): Promise<string[]> {
  // Typed as they should be, checked as they may come from a page without types.
  const given: unknown = config
  if (typeof given !== 'object' || given === null) throw new ConfigError('config', 'an object with an appId')
  if (typeof namespace !== 'string' || namespace === '') throw new ConfigError('namespace', 'the name of the room')
  return readOccupants(config, topicOf(appIdOf(config), namespace))
}
