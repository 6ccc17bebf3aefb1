import type { Database } from 'firebase/database'
import { SignalingError } from '../errors.ts'
import type { FirebaseLocation } from './firebase-config.ts'

type DatabaseSdk = typeof import('firebase/database')

/** A database in use, with the part of the SDK that works on it. */
export interface OpenDatabase {
  readonly sdk: DatabaseSdk
  readonly database: Database
  /** Gives it up. Its connection is closed when nobody uses it any more. */
  release(): Promise<void>
}

/** A database that rooms share, so that a page has one connection to it. */
interface SharedDatabase {
  users: number
  readonly opened: Promise<OpenDatabase>
}

/**
 * How soon and how seldom a lost connection is tried again, in milliseconds. The SDK alone waits up to five minutes, and
 * in a tab in the background begins with that.
 */
const RETRY_MIN_MS = 1_000
const RETRY_MAX_MS = 30_000

/** By URL. */
const sharedDatabases = new Map<string, SharedDatabase>()

/**
 * Loads the SDK and opens the database. It does not wait for a connection.
 *
 * @throws SignalingError (as a rejection) when the SDK cannot be loaded or does not take the URL
 */
export async function openDatabase({ url, app }: FirebaseLocation): Promise<OpenDatabase> {
  if (app) {
    // The app is its owner's: neither its connection nor its end is our business.
    const sdk = await loadSdk(url)
    return { sdk, database: refuseAs(url, () => sdk.getDatabase(app)), release: () => Promise.resolve() }
  }
  const shared = sharedDatabases.get(url) ?? { users: 0, opened: connect(url) }
  sharedDatabases.set(url, shared)
  shared.users += 1
  let released = false
  const release = async (): Promise<void> => {
    if (released) return
    released = true
    shared.users -= 1
    if (shared.users > 0) return
    sharedDatabases.delete(url)
    await (await shared.opened).release()
  }
  try {
    return { ...(await shared.opened), release }
  } catch (error) {
    sharedDatabases.delete(url)
    throw error
  }
}

async function connect(url: string): Promise<OpenDatabase> {
  const [{ deleteApp, initializeApp }, sdk] = await Promise.all([import('firebase/app'), loadSdk(url)])
  // A name of its own, so that it neither is nor hides the page's own app. WebSockets only: from long polling, which
  // needs scripts that a Content-Security-Policy forbids, the SDK does not come back.
  const app = initializeApp({ databaseURL: url.replace(/^http/, 'ws') }, `trystero ${crypto.randomUUID()}`)
  const database = refuseAs(url, () => sdk.getDatabase(app))
  const stopRetrying = retry(sdk, database)
  return {
    sdk,
    database,
    release: () => {
      stopRetrying()
      return deleteApp(app)
    },
  }
}

/** Has a lost connection tried again before the SDK would. */
function retry({ goOnline, onValue, ref }: DatabaseSdk, database: Database): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let delay = RETRY_MIN_MS
  const tryLater = (): void => {
    timer = setTimeout(
      () => {
        goOnline(database)
        delay = Math.min(delay * 2, RETRY_MAX_MS)
        tryLater()
      },
      delay * (1 - Math.random() / 2),
    )
  }
  const unsubscribe = onValue(ref(database, '.info/connected'), (connected) => {
    clearTimeout(timer)
    delay = RETRY_MIN_MS
    if (connected.val() !== true) tryLater()
  })
  return () => {
    clearTimeout(timer)
    unsubscribe()
  }
}

async function loadSdk(url: string): Promise<DatabaseSdk> {
  try {
    return await import('firebase/database')
  } catch (cause) {
    throw new SignalingError(url, 'the Firebase SDK (package "firebase") could not be loaded', { cause })
  }
}

function refuseAs<T>(url: string, call: () => T): T {
  try {
    return call()
  } catch (cause) {
    throw new SignalingError(url, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
