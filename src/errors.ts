/** What went wrong, as a class to catch and a `code` to compare. Every error of this package is a `TrysteroError`. */
export class TrysteroError extends Error {
  // Spelled out in each class: a minifier renames classes, and a log should not say `t: appId …`.
  override readonly name: string = 'TrysteroError'
  /** A short, stable word for programs; `message` is for people and may change. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** An argument is missing or wrong. Thrown at once, before anything has been changed. */
export class ConfigError extends TrysteroError {
  override readonly name = 'ConfigError'
  /** The config key or argument at fault, such as `appId`. */
  readonly key: string

  constructor(key: string, message: string) {
    super('config', `${key}: ${message}`)
    this.key = key
  }
}

/** A medium (tracker, database, pubsub node) does not answer or refuses. The room keeps trying. */
export class SignalingError extends TrysteroError {
  override readonly name = 'SignalingError'
  /** The meeting place at fault. */
  readonly url: string

  constructor(url: string, message: string, options?: ErrorOptions) {
    super('signaling', `${url}: ${message}`, options)
    this.url = url
  }
}

/**
 * Something did not work out with one peer. Codes: `unreadable` (another password), `denied` (not admitted),
 * `unreachable` (no connection could be made), `lost` (gone without a word), `left`, `timeout`, `answer` (its answer threw).
 */
export class PeerError extends TrysteroError {
  override readonly name = 'PeerError'
  readonly peerId: string

  constructor(code: string, peerId: string, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.peerId = peerId
  }
}

/** Whether a link ended without a word. */
export const isLost = (error?: Error): error is PeerError => error instanceof PeerError && error.code === 'lost'

/** The error of a link that is gone without a word. */
export function lost(peerId: string, cause?: Error): PeerError {
  if (isLost(cause)) return cause
  return new PeerError('lost', peerId, `the connection to ${peerId} is lost`, { cause })
}

/** A payload did not reach everybody it was for. `errors` tells for each of `peerIds` why. */
export class SendError extends TrysteroError {
  override readonly name = 'SendError'
  /** The peers that did not get the whole payload. */
  readonly peerIds: string[]
  /** The reason for each of them, in the order of `peerIds`. */
  readonly errors: Error[]

  constructor(failures: ReadonlyMap<string, Error>) {
    const reasons = [...failures].map(([peerId, error]) => `${peerId} (${error.message})`)
    super('send', `not delivered to ${reasons.join(', ')}`)
    this.peerIds = [...failures.keys()]
    this.errors = [...failures.values()]
  }
}

/** A peer broke the protocol or a limit; its message was refused and, if it went on, the peer dropped. */
export class ProtocolError extends TrysteroError {
  override readonly name = 'ProtocolError'
  readonly peerId: string

  constructor(code: string, peerId: string, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.peerId = peerId
  }
}
