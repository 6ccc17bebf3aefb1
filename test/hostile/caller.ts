import { fieldsOf, parseJson, type Fields } from '../../src/json.ts'
import type { Medium } from './medium.ts'
import { Stranger, type RoomSecret } from './stranger.ts'

/** A stranger that goes as far as a connection, and no further: it never says a word over it. */
export class Caller {
  readonly #stranger: Stranger
  readonly #secret: RoomSecret
  readonly #medium: Medium
  #connection: RTCPeerConnection | undefined

  private constructor(stranger: Stranger, secret: RoomSecret, medium: Medium) {
    this.#stranger = stranger
    this.#secret = secret
    this.#medium = medium
  }

  static async make(secret: RoomSecret, medium: Medium): Promise<Caller> {
    return new Caller(await Stranger.make(), secret, medium)
  }

  get id(): string {
    return this.#stranger.id
  }

  /** Shows itself to everybody. */
  async greet(epoch = 1): Promise<void> {
    await this.say({ kind: 'hello', epoch })
  }

  /** Says a signal of its own to one peer, or to all. */
  async say(signal: unknown, to?: string): Promise<void> {
    const sealed = await this.#stranger.say(this.#secret, signal)
    this.#medium.deliver({ from: this.id, sealed, ...(to !== undefined && { to }) })
  }

  /** What a peer offers it, now or next. */
  async offerOf(peerId: string): Promise<Fields> {
    const { sealed } = await this.#medium.saidBy(peerId, this.id)
    return fieldsOf(parseJson((await this.#secret.open(sealed)).body))
  }

  /** Takes what a peer offers; resolves once that has joined, as it believes. */
  async answer(peerId: string): Promise<void> {
    const connection = new RTCPeerConnection()
    const channel = connection.createDataChannel('', { negotiated: true, id: 0 })
    const heard = new Promise((resolve) => channel.addEventListener('message', resolve, { once: true }))
    const gathered = new Promise<void>((resolve) => {
      connection.onicecandidate = ({ candidate }) => {
        if (!candidate) resolve()
      }
    })
    const answer = await this.answerBy(connection, peerId)
    await gathered
    await this.say({ ...answer, sdp: connection.localDescription?.sdp }, peerId)
    await heard
  }

  /** Takes what a peer offers with a connection, and tells how to say so. */
  async answerBy(connection: RTCPeerConnection, peerId: string): Promise<object> {
    this.#connection = connection
    const { sdp, link, clock, epoch: toEpoch } = await this.offerOf(peerId)
    if (typeof sdp !== 'string') throw new Error('an offer has a description')
    await connection.setRemoteDescription({ type: 'offer', sdp })
    await connection.setLocalDescription()
    const said = { sdp: connection.localDescription?.sdp, candidates: [] }
    return { kind: 'answer', epoch: 1, to: peerId, toEpoch, link, clock, ...said }
  }

  hangUp(): void {
    this.#connection?.close()
  }
}
