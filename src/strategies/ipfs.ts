import { SignalingError } from '../errors.ts'
import type { MeetingPlace, Signaling, Strategy } from '../signaling.ts'
import { locate, type IpfsConfig } from './ipfs-config.ts'
import type { Pubsub } from './ipfs-pubsub.ts'

export type { IpfsConfig } from './ipfs-config.ts'
export type { PubsubNode } from './ipfs-pubsub.ts'

/** What the topics of all rooms begin with, so that a node can tell which to pass on. */
const TOPIC_PREFIX = 'trystero/'

/**
 * When to greet after a neighbour has begun to take the room's topic, in milliseconds. At once; again when libp2p has
 * opened its stream to the neighbour, of whose subscriptions gossipsub may know before; and after gossipsub's next
 * heartbeat, which comes every second and links the neighbour with others.
 */
const GREETINGS_MS = [0, 200, 1_200]

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Meets through the pubsub of an IPFS or libp2p node: greetings are published under the room's topic, messages under
 * the topic of their addressee, so that only one member has to take, verify and read each. Where no neighbour takes
 * the addressee's topic they go under the room's, which all members pass on.
 */
export const ipfs: Strategy<IpfsConfig> = (config, place) => {
  const location = locate(config)
  if ('pubsub' in location) return meetThroughGiven(location.pubsub, place)
  return meetThroughOwn(location.addresses, place)
}

async function meetThroughGiven(pubsub: Pubsub, place: MeetingPlace): Promise<Signaling> {
  place.onRelay(pubsub.name, 'connecting')
  try {
    const signaling = await open(pubsub, await place.topic, place, () => Promise.resolve())
    place.onRelay(pubsub.name, 'open')
    return signaling
  } catch (cause) {
    place.onRelay(pubsub.name, 'closed')
    throw new SignalingError(pubsub.name, `the given node does not subscribe: ${String(cause)}`, { cause })
  }
}

async function meetThroughOwn(addresses: readonly string[], place: MeetingPlace): Promise<Signaling> {
  for (const address of addresses) place.onRelay(address, 'connecting')
  try {
    const { leaseNode } = await import('./ipfs-node.ts')
    const topic = await place.topic
    const lease = await leaseNode(addresses, (...change) => place.onRelay(...change))
    return await open(lease.pubsub, topic, place, () => lease.release())
  } catch (cause) {
    for (const address of addresses) place.onRelay(address, 'closed')
    throw new SignalingError(addresses.join(' '), `no IPFS node could be made: ${String(cause)}`, { cause })
  }
}

async function open(
  pubsub: Pubsub,
  topic: string,
  place: MeetingPlace,
  release: () => Promise<void>,
): Promise<Signaling> {
  const signaling = new PubsubSignaling(pubsub, TOPIC_PREFIX + topic, place, release)
  try {
    await signaling.open()
    return signaling
  } catch (error) {
    await signaling.close()
    throw error
  }
}

class PubsubSignaling implements Signaling {
  readonly #pubsub: Pubsub
  readonly #topic: string
  readonly #place: MeetingPlace
  readonly #release: () => Promise<void>
  readonly #unsubscribe: (() => Promise<void>)[] = []
  #unwatch: (() => void) | undefined
  #timers: ReturnType<typeof setTimeout>[] = []
  /** Pubsub may hand us what we have published ourselves. */
  #ownGreeting = ''
  #closing: Promise<void> | undefined

  constructor(pubsub: Pubsub, topic: string, place: MeetingPlace, release: () => Promise<void>) {
    this.#pubsub = pubsub
    this.#topic = topic
    this.#place = place
    this.#release = release
  }

  async open(): Promise<void> {
    this.#unwatch = this.#pubsub.onCarrier((topic) => {
      // What was published before has reached nobody there.
      if (topic === this.#topic) this.#greetSoon()
    })
    // Our own first: whoever hears our greeting can answer.
    for (const topic of [this.#topicOf(this.#place.selfId), this.#topic]) {
      this.#unsubscribe.push(await this.#pubsub.subscribe(topic, this.#receive))
    }
    this.#greetSoon()
  }

  announce(): void {
    void this.#greet()
  }

  send(peerId: string, sealed: string): void {
    const own = this.#topicOf(peerId)
    this.#publish(this.#pubsub.carries(own) ? own : this.#topic, peerId, sealed)
  }

  close(): Promise<void> {
    this.#closing ??= this.#leave()
    return this.#closing
  }

  #greetSoon(): void {
    this.#clearTimers()
    this.#timers = GREETINGS_MS.map((ms) => setTimeout(() => this.announce(), ms))
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #greet(): Promise<void> {
    const sealed = await this.#place.hello()
    if (this.#closing) return
    this.#ownGreeting = sealed
    this.#publish(this.#topic, '', sealed)
  }

  async #leave(): Promise<void> {
    this.#clearTimers()
    this.#unwatch?.()
    await Promise.allSettled(this.#unsubscribe.map((unsubscribe) => unsubscribe()))
    await this.#release()
  }

  /** A message is a line with its addressee, empty in a greeting, and what is sealed. */
  #publish(topic: string, addressee: string, sealed: string): void {
    if (!this.#closing) this.#pubsub.publish(topic, encoder.encode(`${addressee}\n${sealed}`))
  }

  readonly #receive = (data: Uint8Array): void => {
    const text = decoder.decode(data)
    const end = text.indexOf('\n')
    if (end < 0 || this.#closing) return
    const addressee = text.slice(0, end)
    const sealed = text.slice(end + 1)
    if (addressee === this.#place.selfId) this.#place.onSignal(sealed)
    else if (addressee === '' && sealed !== this.#ownGreeting) this.#place.onGreeting(sealed)
  }

  #topicOf(peerId: string): string {
    return `${this.#topic}/${peerId}`
  }
}
