import { ConfigError } from './errors.ts'

const isMissing = (value: unknown): boolean => value === undefined || value === null
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const isWebRtc = (value: unknown): boolean =>
  isObject(value) && isFunction(Reflect.get(Object(value), 'RTCPeerConnection'))

/** What every strategy's config may have, and how it should be. */
const OPTIONS: readonly [key: string, isRight: (value: unknown) => boolean, right: string][] = [
  ['password', isText, 'a string that is not empty'],
  ['rtcConfig', isObject, 'an RTCConfiguration, such as { iceServers: [] }'],
  ['maxPayload', isPositive, 'a number of bytes above 0'],
  ['admit', isFunction, 'a function that returns a boolean, or a promise of one'],
  ['admitTimeout', isPositive, 'a number of milliseconds above 0'],
  ['wrtc', isWebRtc, 'a WebRTC implementation: an object with RTCPeerConnection'],
]

/**
 * Checks what a page gives to `joinRoom`, with types or without.
 *
 * @throws ConfigError naming the key and what it wants.
 */
export function checkConfig(config: unknown, namespace: unknown): void {
  need('config', isObject(config), 'an object such as { appId: "my-app" }')
  const given = config as Partial<Record<string, unknown>>
  need('appId', isText(given.appId), 'a string that is unique to your app')
  need('namespace', isText(namespace), 'the name of the room, a string')
  for (const [key, isRight, right] of OPTIONS) need(key, isMissing(given[key]) || isRight(given[key]), right)
  need(
    'wrtc',
    !isMissing(given.wrtc) || isWebRtc(globalThis),
    'a WebRTC implementation, as there is none here by itself',
  )
  const hasCrypto = isObject(Reflect.get(globalThis.crypto, 'subtle'))
  need('crypto', hasCrypto, 'Web Crypto, which a page has only in a secure context: https, or localhost')
}

function need(key: string, isGiven: boolean, what: string): void {
  if (!isGiven) throw new ConfigError(key, what)
}
