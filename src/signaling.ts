import type { Json } from './json.ts'

/** Whether a meeting place (one tracker, one database, one pubsub node) answers. */
export type RelayState = 'connecting' | 'open' | 'closed'

/** A meeting place in use. `url` names it to people: a tracker's address, a database's, a node's. */
export interface Relay {
  readonly url: string
  readonly state: RelayState
}

/** What a room offers to a strategy. Everything that passes is sealed: opaque text to the strategy and its medium. */
export interface MeetingPlace {
  /**
   * What to meet under: 20 characters `[0-9A-Za-z]`, unguessable without the app's ID and the room's name. A promise,
   * because hashing is one; a strategy can check its config and open its sockets meanwhile.
   */
  readonly topic: Promise<string>
  readonly selfId: string
  /** A sealed greeting to show to strangers who meet under the topic. Made afresh at each call. */
  hello(): Promise<string>
  /** Somebody is here: a greeting seen on the medium. One's own are ignored, repeated ones are harmless. */
  onGreeting(sealed: string): void
  /** A message that the medium addressed to us. */
  onSignal(sealed: string): void
  /** A meeting place's state has changed; `error` says why it closed. A strategy goes on trying by itself. */
  onRelay(url: string, state: RelayState, error?: Error): void
}

/** A strategy at work for one room: presence and addressed messages, nothing more. */
export interface Signaling {
  /**
   * Shows our greeting to whoever is there. The room says when: at once, then ever more rarely. A strategy also does so
   * by itself whenever a meeting place opens (again). Must not throw.
   */
  announce(): void
  /** Carries a sealed message to one peer, best effort. Must not throw. */
  send(peerId: string, sealed: string): void
  /** Takes our presence back and leaves the medium. The topic can be joined again at once. */
  close(): Promise<void>
}

/**
 * A way to meet. It never sees a connection, an SDP or a key; all rules of meeting live in the room.
 *
 * @throws ConfigError at once (not as a rejection) when a key of its own is missing or wrong. A rejection is
 *   reported as the room's `error` event.
 */
export interface Strategy<Config = object> {
  (config: Config & BaseConfig, place: MeetingPlace): Signaling | Promise<Signaling>
  /** Takes the app's ID from the strategy's own keys, for a config without `appId`. */
  appIdOf?(config: Config): string | undefined
}

/** The keys that every strategy understands. */
export interface BaseConfig {
  /** Unique string of the app; for Firebase the database ID or its full URL. */
  appId: string
  /** Shared secret: peers with another one never see each other. */
  password?: string
  /** Configuration of every connection, such as STUN and TURN servers. */
  rtcConfig?: RTCConfiguration
  /** Largest payload accepted from a peer, in bytes. 1 GiB by default. */
  maxPayload?: number
  /** Decides whether a connected peer joins. Until it resolves, the peer is not in the room. */
  admit?: Admit
  /** How long `admit` may take, in milliseconds. 10,000 by default. */
  admitTimeout?: number
  /** A WebRTC implementation for use outside a browser, such as `@roamhq/wrtc`. */
  wrtc?: WebRtc
}

/** Decides whether a connected peer joins; false or an error turns it away. */
export type Admit = (peerId: string, exchange: Exchange) => boolean | Promise<boolean>

/** A conversation with a peer that is connected but not yet in the room. Values are JSON. */
export interface Exchange {
  send(value: Json): Promise<void>
  /** The next value that the peer's `admit` has sent. */
  receive(): Promise<Json>
}

/** The part of a WebRTC implementation that connections are made with. */
export interface WebRtc {
  RTCPeerConnection: typeof RTCPeerConnection
}
