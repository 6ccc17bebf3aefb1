import { open, seal } from './crypto.ts'
import { concat, fromBase64, toBase64 } from './encoding.ts'
import { PeerError, ProtocolError } from './errors.ts'
import {
  ID_LENGTH,
  idOf,
  isId,
  PUBLIC_KEY_LENGTH,
  publicKey,
  selfId,
  sign,
  SIGNATURE_LENGTH,
  verify,
} from './identity.ts'
import { fieldsOf, parseJson, type Json } from './json.ts'
import { MAX_CANDIDATES, MAX_SIGNAL_LENGTH } from './limits.ts'

/** "I am here": shown to strangers. */
export interface Hello {
  readonly kind: 'hello'
  readonly from: string
  /** Which joining of the sender's this is; grows with each. */
  readonly epoch: number
}

/**
 * One side of a connection in the making, to one peer. Each says all that its sender knows of the connection so far,
 * so that it does no harm when one is lost, repeated or overtaken by the next.
 */
export interface Setup {
  readonly kind: 'offer' | 'answer'
  readonly from: string
  readonly epoch: number
  readonly to: string
  /** The joining of the receiver's that this answers to: a signal recorded earlier fits no later one. */
  readonly toEpoch: number
  /** The offerer's number for the connection. */
  readonly link: number
  /** How many connections the sender had begun: tells old offers from new ones. */
  readonly clock: number
  readonly sdp: string
  readonly candidates: readonly RTCIceCandidateInit[]
}

export type Signal = Hello | Setup

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Signals as they travel: the sender's ID in clear (the medium knows it anyway), then, sealed with the room's key, the
 * sender's public key, its signature, and the signal as JSON. The signature covers the topic and the whole signal: both
 * IDs, both epochs, and the SDP with its DTLS fingerprint (RFC 8122), so nobody who carries it can put itself in between.
 */
export class SignalCodec {
  readonly #topic: string
  readonly #key: CryptoKey

  constructor(topic: string, key: CryptoKey) {
    this.#topic = topic
    this.#key = key
  }

  /** Signs and seals a signal of ours. */
  async encode(signal: Signal): Promise<string> {
    const { from: _from, ...said } = signal
    const body = utf8.encode(JSON.stringify(said))
    const signature = await sign(concat([this.#contextOf(selfId), body]))
    const sealed = await seal(this.#key, concat([publicKey, signature, body]), this.#topic + selfId)
    return selfId + toBase64(sealed)
  }

  /**
   * Opens and checks a signal.
   *
   * @throws PeerError (`unreadable`) when it is sealed with another key, ProtocolError (`forged`, `malformed`) when its
   *   signature does not fit its sender or it says nothing we understand.
   */
  async decode(text: string): Promise<Signal> {
    const from = senderOf(text)
    const opened = await this.#open(text, from)
    const key = opened.subarray(0, PUBLIC_KEY_LENGTH)
    const signature = opened.subarray(PUBLIC_KEY_LENGTH, PUBLIC_KEY_LENGTH + SIGNATURE_LENGTH)
    const body = opened.subarray(PUBLIC_KEY_LENGTH + SIGNATURE_LENGTH)
    if (idOf(key) !== from || !(await verify(key, signature, concat([this.#contextOf(from), body])))) {
      throw new ProtocolError('forged', from, `a signal in the name of ${from} was not signed by it`)
    }
    const signal = parseSignal(from, strictUtf8.decode(body))
    if (!signal) throw new ProtocolError('malformed', from, `${from} sent a signal that says nothing we understand`)
    return signal
  }

  async #open(text: string, from: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await open(this.#key, fromBase64(text.slice(ID_LENGTH)), this.#topic + from)
    } catch (cause) {
      throw new PeerError('unreadable', from, `${from} is here with another password, and cannot be read`, { cause })
    }
  }

  #contextOf(from: string): Uint8Array {
    return utf8.encode(`trystero-elements signal ${this.#topic} ${from} `)
  }
}

/**
 * The ID that a sealed signal claims to come from; true only once it has been decoded.
 *
 * @throws ProtocolError when the text cannot be a signal.
 */
export function senderOf(text: string): string {
  const from = text.slice(0, ID_LENGTH)
  if (isId(from) && text.length <= MAX_SIGNAL_LENGTH) return from
  throw new ProtocolError('malformed', '', 'a message on the topic is no signal')
}

function parseSignal(from: string, json: string): Signal | undefined {
  const { kind, epoch, to, toEpoch, link, clock, sdp, candidates } = fieldsOf(parseJson(json))
  if (!isCount(epoch)) return undefined
  if (kind === 'hello') return { kind, from, epoch }
  if (kind !== 'offer' && kind !== 'answer') return undefined
  if (typeof to !== 'string' || !isCount(toEpoch) || !isCount(link) || !isCount(clock)) return undefined
  if (typeof sdp !== 'string' || !isCandidateList(candidates)) return undefined
  return { kind, from, epoch, to, toEpoch, link, clock, sdp, candidates }
}

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value)

function isCandidateList(value: Json | undefined): value is (RTCIceCandidateInit & Json)[] {
  if (!Array.isArray(value) || value.length > MAX_CANDIDATES) return false
  return value.every((item) => typeof fieldsOf(item).candidate === 'string')
}
