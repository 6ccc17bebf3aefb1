import { SignalingError } from '../errors.ts'
import { locate, type FirebaseConfig } from './firebase-config.ts'
import { openDatabase, type OpenDatabase } from './firebase-database.ts'
import { GREETINGS, isGreeting, roomPath } from './firebase-layout.ts'

/** How long a database may take to answer, in milliseconds: a slow mobile network's handshake and more. */
const ANSWER_TIMEOUT_MS = 10_000

/** The IDs of those whose greeting is shown under a topic. */
export async function readOccupants(
  config: FirebaseConfig & { appId?: string },
  topic: Promise<string>,
): Promise<string[]> {
  const location = locate(config)
  const open = await openDatabase(location)
  try {
    return await ask(open, location.url, `${roomPath(location, await topic)}/${GREETINGS}`)
  } finally {
    await open.release()
  }
}

async function ask({ sdk, database }: OpenDatabase, url: string, path: string): Promise<string[]> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SignalingError(url, 'does not answer')), ANSWER_TIMEOUT_MS)
  })
  try {
    const greetings = await Promise.race([sdk.get(sdk.ref(database, path)), silence])
    const peerIds: string[] = []
    greetings.forEach((greeting) => {
      if (isGreeting(greeting)) peerIds.push(greeting.key)
    })
    return peerIds
  } catch (cause) {
    if (cause instanceof SignalingError) throw cause
    throw new SignalingError(url, cause instanceof Error ? cause.message : String(cause), { cause })
  } finally {
    clearTimeout(timer)
  }
}
