import type { PropertyDeclarations } from 'lit'
import type { BaseConfig } from '../src/index.ts'
import { TrysteroElement } from './trystero-element.ts'

/** The elements that name a room by attributes. */
export abstract class RoomAttributes extends TrysteroElement {
  static override properties: PropertyDeclarations = {
    appId: { attribute: 'app-id' },
    name: {},
    strategy: {},
    password: {},
    trackerUrls: { attribute: 'tracker-urls', hasChanged: differs },
    trackerRedundancy: { attribute: 'tracker-redundancy', type: Number },
    rootPath: { attribute: 'root-path' },
    swarmAddresses: { attribute: 'swarm-addresses', hasChanged: differs },
    config: { attribute: false, hasChanged: differs },
    rtcConfig: { attribute: false, hasChanged: differs },
    firebaseApp: { attribute: false },
  }

  /** Unique string of the app; for Firebase the database ID or its full URL. */
  declare appId: string | null
  /** Name of the room within the app. */
  declare name: string | null
  /** `torrent`, `firebase`, `ipfs`, a registered name, or several names separated by spaces, used together. */
  declare strategy: string
  /** Shared secret: peers with another one never see each other. Never reflected. */
  declare password: string | null
  /** Addresses of BitTorrent trackers, separated by spaces. One that begins with `/` is on the page's own server. */
  declare trackerUrls: string | readonly string[] | null
  /** How many of the default trackers to use at once. */
  declare trackerRedundancy: number | null
  /** Firebase: path in the database for matchmaking. */
  declare rootPath: string | null
  /** IPFS: multiaddrs of the nodes to meet through, separated by spaces. */
  declare swarmAddresses: string | readonly string[] | null
  /** Whatever else `joinRoom` takes, such as `maxPayload` or `admit`. Attributes win over it. */
  declare config: Readonly<Record<string, unknown>> | null
  /** Configuration of every connection, such as STUN and TURN servers. */
  declare rtcConfig: RTCConfiguration | null
  /** An initialised Firebase app instead of `app-id`. */
  declare firebaseApp: object | null

  constructor() {
    super()
    this.appId = null
    this.name = null
    this.strategy = 'torrent'
    this.password = null
    this.trackerUrls = null
    this.trackerRedundancy = null
    this.rootPath = null
    this.swarmAddresses = null
    this.config = null
    this.rtcConfig = null
    this.firebaseApp = null
  }

  /** The properties that say which room is meant, and how to get there. */
  protected static readonly roomKeys = Object.keys(this.properties) as (keyof RoomAttributes)[]

  /** What the attributes and properties say, as the library takes it. */
  protected get roomConfig(): BaseConfig {
    const given = {
      appId: this.appId,
      password: this.password,
      trackerUrls: list(this.trackerUrls)?.map(absolute),
      trackerRedundancy: this.trackerRedundancy,
      rootPath: this.rootPath,
      swarmAddresses: list(this.swarmAddresses),
      rtcConfig: this.rtcConfig,
      firebaseApp: this.firebaseApp,
    }
    // An attribute that a template engine left empty counts as not given.
    const entries = Object.entries(given).filter(([, value]) => value !== null && value !== undefined && value !== '')
    // A page may leave out anything: the library checks, and names what is missing.
    return { ...this.config, ...Object.fromEntries(entries) } as BaseConfig & Record<string, unknown>
  }
}

function list(value: string | readonly string[] | null): readonly string[] | undefined {
  const items = typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value
  return items?.length ? items : undefined
}

/** Lets a page name a tracker on its own server, as `new WebSocket('/path')` does. */
function absolute(address: string): string {
  return address.startsWith('/') ? new URL(address, document.baseURI).href.replace(/^http/, 'ws') : address
}

/**
 * Whether two settings differ in what they say. Frameworks make a new object or list at each render; that must not
 * make the room leave and join again. Functions count as the same: a new closure says nothing.
 */
function differs(value: unknown, old: unknown): boolean {
  if (Object.is(value, old) || (typeof value === 'function' && typeof old === 'function')) return false
  if (!isPlain(value) || !isPlain(old)) return true
  const keys = Object.keys(value)
  return keys.length !== Object.keys(old).length || keys.some((key) => differs(value[key], old[key]))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // Of whatever realm: an object from another frame is as plain.
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null
}
