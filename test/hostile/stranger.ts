import { roomKeyOf, seal, topicOf, open } from '../../src/crypto.ts'
import { concat, fromBase64, toBase64 } from '../../src/encoding.ts'
import { ID_LENGTH, idOf, PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH } from '../../src/identity.ts'

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

const utf8 = new TextEncoder()

/** What a sealed signal holds. */
export interface Opened {
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
  /** The signal as JSON. */
  readonly body: string
}

/** What whoever knows the app and the name of a room (and its password) can do to signals: open and seal them. */
export class RoomSecret {
  readonly topic: string
  readonly #key: CryptoKey

  private constructor(topic: string, key: CryptoKey) {
    this.topic = topic
    this.#key = key
  }

  static async of(namespace: string, password?: string): Promise<RoomSecret> {
    return new RoomSecret(await topicOf('test', namespace), await roomKeyOf('test', namespace, password))
  }

  async open(sealed: string): Promise<Opened> {
    const from = sealed.slice(0, ID_LENGTH)
    const bytes = await open(this.#key, fromBase64(sealed.slice(ID_LENGTH)), this.topic + from)
    return {
      publicKey: bytes.slice(0, PUBLIC_KEY_LENGTH),
      signature: bytes.slice(PUBLIC_KEY_LENGTH, PUBLIC_KEY_LENGTH + SIGNATURE_LENGTH),
      body: new TextDecoder().decode(bytes.subarray(PUBLIC_KEY_LENGTH + SIGNATURE_LENGTH)),
    }
  }

  /** Seals whatever it is given in anybody's name. */
  async seal(from: string, { publicKey, signature, body }: Opened): Promise<string> {
    const bytes = concat([publicKey, signature, utf8.encode(body)])
    return from + toBase64(await seal(this.#key, bytes, this.topic + from))
  }
}

/** Somebody with a key pair of their own and no respect for the rules. */
export class Stranger {
  readonly id: string
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly #key: CryptoKey

  private constructor(publicKey: Uint8Array<ArrayBuffer>, key: CryptoKey) {
    this.id = idOf(publicKey)
    this.publicKey = publicKey
    this.#key = key
  }

  static async make(): Promise<Stranger> {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify'])
    // Behind a byte that says how the point is written (SEC 1, 2.3.3).
    return new Stranger(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)).slice(1), privateKey)
  }

  /** A signal by this key, in the own name or in another's. */
  async say(secret: RoomSecret, signal: unknown, name = this.id): Promise<string> {
    const body = JSON.stringify(signal)
    const context = utf8.encode(`trystero-elements signal ${secret.topic} ${name} `)
    const signature = await crypto.subtle.sign(ECDSA, this.#key, concat([context, utf8.encode(body)]))
    return secret.seal(name, { publicKey: this.publicKey, signature: new Uint8Array(signature), body })
  }
}
