import { bytesToBigint, concat, toBase62 } from './encoding.ts'

/**
 * Rounds of PBKDF2-HMAC-SHA-256 for a password, as OWASP's Password Storage Cheat Sheet (2023) advises. They cost a join
 * with a password a fraction of a second, off the main thread, and whoever guesses passwords the same for each guess.
 */
export const PASSWORD_ROUNDS = 600_000

/** Stands in front of all that is hashed, so that another program, or another version, never gets the same keys. */
const CONTEXT = 'trystero-elements 1'
const IV_LENGTH = 12
/** What BitTorrent trackers want of an `info_hash` (BEP 3). */
const TOPIC_LENGTH = 20

const utf8 = new TextEncoder()

async function digest(purpose: string, ...parts: string[]): Promise<Uint8Array<ArrayBuffer>> {
  // JSON keeps the parts apart: ['a', 'bc'] and ['ab', 'c'] must not meet.
  const bytes = utf8.encode(JSON.stringify([CONTEXT, purpose, ...parts]))
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/**
 * What a room meets under: 20 characters `[0-9A-Za-z]`, which say nothing of the app or the room to who does not know
 * both. The password is left out on purpose: those with a wrong one shall learn that somebody is there.
 */
export async function topicOf(appId: string, namespace: string): Promise<string> {
  return toBase62(bytesToBigint(await digest('topic', appId, namespace)), TOPIC_LENGTH)
}

/** The key that seals all signals of a room. */
export async function roomKeyOf(appId: string, namespace: string, password?: string): Promise<CryptoKey> {
  const secret = await digest('key', appId, namespace)
  if (password === undefined) return crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt'])
  const material = await crypto.subtle.importKey('raw', utf8.encode(password), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', iterations: PASSWORD_ROUNDS, salt: secret },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** Seals bytes (AES-GCM, a random 96-bit IV in front); `context` has to be the same to open them. */
export async function seal(
  key: CryptoKey,
  bytes: Uint8Array<ArrayBuffer>,
  context: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_LENGTH))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8.encode(context) }, key, bytes)
  return concat([iv, new Uint8Array(sealed)])
}

/** Opens sealed bytes, or rejects when the key or the context is another, or a bit has changed. */
export async function open(
  key: CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
  context: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = sealed.subarray(0, IV_LENGTH)
  const additionalData = utf8.encode(context)
  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed.subarray(IV_LENGTH))
  return new Uint8Array(opened)
}
