import type { FirebaseApp } from 'firebase/app'
import { ConfigError } from '../errors.ts'

/** The keys that Firebase understands beside those of every strategy. */
export interface FirebaseConfig {
  /** An initialised Firebase app, from the same copy of the SDK, to use instead of the database that `appId` names. */
  firebaseApp?: FirebaseApp
  /** Database path of all matchmaking data, `__trystero__` by default. */
  rootPath?: string
}

/** Which database to meet in, and where in it. */
export interface FirebaseLocation {
  /** Names the database to people and tells it from others. */
  readonly url: string
  readonly rootPath: string
  readonly app: FirebaseApp | undefined
}

const DEFAULT_ROOT_PATH = '__trystero__'

/** A database ID is the first label of a host name. */
const DATABASE_ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** What the SDK takes; `ws` and `wss` say that it must not fall back to long polling. */
const URL_PROTOCOLS = ['https:', 'http:', 'wss:', 'ws:']

/** Segments of a database path, without the characters that Firebase forbids in keys. */
// eslint-disable-next-line no-control-regex -- control characters are what keys must not have
const PATH = /^[^/.#$[\]\u0000-\u001f\u007f]+(?:\/[^/.#$[\]\u0000-\u001f\u007f]+)*$/

/** Only a host of three labels or more (`<id>.firebaseio.com`) has the database's name in it. */
const HOST_WITH_NAME = /[^.]+\.[^.]+\.[^.\d]+$/

/**
 * Checks the keys of `config` that are Firebase's.
 *
 * @throws ConfigError when one is missing or wrong
 */
export function locate({ appId, firebaseApp, rootPath }: Unchecked): FirebaseLocation {
  const path = rootPath ?? DEFAULT_ROOT_PATH
  if (typeof path !== 'string' || !PATH.test(path)) {
    throw new ConfigError('rootPath', `a database path such as "${DEFAULT_ROOT_PATH}", without . # $ [ ]`)
  }
  const app = firebaseApp ?? undefined
  if (app === undefined) return { url: urlOf(appId), rootPath: path, app }
  if (!isFirebaseApp(app)) throw new ConfigError('firebaseApp', 'what initializeApp() of firebase/app returns')
  return { url: databaseUrlOf(app), rootPath: path, app }
}

/** What stands for the app in a room's topic: `appId`, or else the database of the app that is used instead. */
export const appIdOf = (config: FirebaseConfig & { appId?: string }): string => config.appId ?? locate(config).url

/** The keys as they may come from a page without types. */
type Unchecked = Readonly<Partial<Record<'appId' | keyof FirebaseConfig, unknown>>>

function isFirebaseApp(value: unknown): value is FirebaseApp {
  return typeof value === 'object' && value !== null && 'options' in value && typeof value.options === 'object'
}

function databaseUrlOf({ options }: FirebaseApp): string {
  if (options.databaseURL !== undefined) return options.databaseURL
  if (options.projectId !== undefined) return `https://${options.projectId}-default-rtdb.firebaseio.com`
  throw new ConfigError('firebaseApp', 'an app that is configured with a databaseURL')
}

function urlOf(appId: unknown): string {
  const name = typeof appId === 'string' ? appId : ''
  if (DATABASE_ID.test(name)) return `https://${name}.firebaseio.com`
  const url = URL.canParse(name) ? new URL(name) : undefined
  if (!url || !URL_PROTOCOLS.includes(url.protocol)) {
    throw new ConfigError('appId', 'the ID of a Firebase Realtime Database or its URL (unless you give firebaseApp)')
  }
  if (url.pathname !== '/') throw new ConfigError('appId', 'the URL of a whole database, without a path in it')
  if (!url.searchParams.has('ns') && !HOST_WITH_NAME.test(url.hostname)) {
    throw new ConfigError('appId', 'a URL that names a database: add ?ns=<name> to that of a local server')
  }
  return name
}
