import { bigintToBytes, bytesToBigint, concat, toBase62, toBase64 } from './encoding.ts'
import { generateKeyNumbers } from './p256.ts'

/** How long an ID is, in characters: what BitTorrent trackers want of a `peer_id` (BEP 3). */
export const ID_LENGTH = 20
/** How long a public key is, in bytes: the two coordinates of a P-256 point. */
export const PUBLIC_KEY_LENGTH = 64
/** How long a signature is, in bytes (ECDSA P-256, IEEE P1363 form). */
export const SIGNATURE_LENGTH = 64

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

const key = generateKeyNumbers()

/** The local user's public key, as others check it. */
export const publicKey = concat([bigintToBytes(key.x), bigintToBytes(key.y)])

/**
 * The local user's ID across rooms and strategies: 20 characters `[0-9A-Za-z]`, new for each page load. It is 119 bits of
 * the public key, so that nobody else can sign for it: another key with the same ID takes 2^119 tries to find.
 */
export const selfId: string = idOf(publicKey)

/** The ID that belongs to a public key. */
export function idOf(publicKey: Uint8Array): string {
  return toBase62(bytesToBigint(publicKey.subarray(0, PUBLIC_KEY_LENGTH / 2)), ID_LENGTH)
}

/** Whether a text has the form of an ID. */
export const isId = (text: string): boolean => /^[0-9A-Za-z]{20}$/.test(text)

let signingKey: Promise<CryptoKey> | undefined

/** Signs with the key behind `selfId`. */
export async function sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  signingKey ??= crypto.subtle.importKey(
    'jwk',
    {
      kty: 'EC',
      crv: 'P-256',
      d: toBase64(bigintToBytes(key.d)),
      x: toBase64(bigintToBytes(key.x)),
      y: toBase64(bigintToBytes(key.y)),
    },
    ECDSA,
    false,
    ['sign'],
  )
  return new Uint8Array(await crypto.subtle.sign(ECDSA, await signingKey, bytes))
}

/** Whether `signature` over `bytes` is by the key. False, too, for bytes that are no key at all. */
export async function verify(
  publicKey: Uint8Array,
  signature: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const point = new Uint8Array([4, ...publicKey]) // SEC 1, 2.3.3: an uncompressed point
    const verifyingKey = await crypto.subtle.importKey('raw', point, ECDSA, false, ['verify'])
    return await crypto.subtle.verify(ECDSA, verifyingKey, signature, bytes)
  } catch {
    return false
  }
}
