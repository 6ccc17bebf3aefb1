import type { MeetingPlace, Signaling, Strategy } from '../../src/signaling.ts'
import { until } from '../support/peer.ts'

/** One thing said on a medium. `to` is missing for what everybody hears. */
export interface Said {
  readonly from: string
  readonly to?: string
  readonly sealed: string
}

type Deliver = (said: Said) => void

/** What a medium makes of what is said: whatever it hands to `deliver`, and when, is heard. */
export type Carry = (said: Said, deliver: Deliver) => void

/** Who hears what is said on a medium. */
export type Listener = Pick<MeetingPlace, 'selfId' | 'onGreeting' | 'onSignal'>

/** Carries everything as it is, at once. */
export const honestly: Carry = (said, deliver) => deliver(said)

/** A medium in the hands of an attacker, for the peers in the frames of one page. */
export class Medium extends EventTarget {
  /** Everything that was said on it, in order. */
  readonly said: Said[] = []
  carry: Carry
  readonly #listeners = new Map<string, Listener>()

  constructor(carry: Carry = honestly) {
    super()
    this.carry = carry
  }

  /** How peers meet on it. */
  readonly strategy: Strategy = (_config: object, place: MeetingPlace): Signaling => {
    const leave = this.listen(place)
    const { selfId } = place
    return {
      announce: () => void place.hello().then((sealed) => this.say({ from: selfId, sealed })),
      send: (peerId, sealed) => this.say({ from: selfId, to: peerId, sealed }),
      close: async () => leave(),
    }
  }

  /** Hears what is for everybody, and for `selfId`, from now on. Returns how to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.set(listener.selfId, listener)
    return () => {
      if (this.#listeners.get(listener.selfId) === listener) this.#listeners.delete(listener.selfId)
    }
  }

  say(said: Said): void {
    this.said.push(said)
    this.dispatchEvent(new Event('said'))
    this.carry(said, (heard) => this.deliver(heard))
  }

  /** The first thing that a peer has said, or says next, to another one, or to all. */
  async saidBy(from: string, to?: string): Promise<Said> {
    const find = (): Said | undefined => this.said.find((one) => one.from === from && one.to === to)
    await until(this, 'said', () => find() !== undefined)
    return find() ?? Promise.reject(new Error('it was said'))
  }

  /** Lets those it is for hear something, whoever said it, and if ever. */
  deliver({ from, to, sealed }: Said): void {
    if (to !== undefined) this.#listeners.get(to)?.onSignal(sealed)
    else for (const listener of this.#others(from)) listener.onGreeting(sealed)
  }

  #others(from: string): Listener[] {
    return [...this.#listeners.values()].filter(({ selfId }) => selfId !== from)
  }
}
