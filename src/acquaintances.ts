import type { Link } from './link.ts'
import { MAX_LINKS, MAX_PENDING_LINKS, MAX_REMEMBERED_PEERS } from './limits.ts'
import type { Meeting } from './meeting.ts'
import type { Session } from './session.ts'

/** What is known of one peer, also for a while after it has gone. */
export interface Acquaintance {
  readonly peerId: string
  /** Its latest joining that we have seen. */
  epoch: number
  /** How many connections it had begun by what we have heard: an offer that is not newer is an old one. */
  clock: number
  /** The joining that it ended, or in which it was turned away: nothing of it is answered any more. */
  goneEpoch: number
  /** How many meetings in a row came to no connection. */
  failures: number
  /** Its greeting as it came last. */
  greeting?: string
  /** A connection in the making, its link, and the session once it is open. */
  meeting?: Meeting
  link?: Link
  session?: Session
}

/** The peers that a room knows or has known. */
export class Acquaintances {
  readonly #known = new Map<string, Acquaintance>()

  get(peerId: string): Acquaintance | undefined {
    return this.#known.get(peerId)
  }

  values(): Acquaintance[] {
    return [...this.#known.values()]
  }

  /**
   * What we know of a peer in one of its joinings. Nothing if that is over: left, turned away, or followed by another.
   * One with a newer joining is met as if for the first time.
   */
  in(peerId: string, epoch: number): Acquaintance | undefined {
    const known = this.#known.get(peerId)
    if (known && (epoch < known.epoch || epoch <= known.goneEpoch)) return undefined
    if (known?.epoch === epoch) return known
    const acquaintance = { peerId, epoch, clock: 0, goneEpoch: known?.goneEpoch ?? 0, failures: 0 }
    this.#known.delete(peerId)
    this.#known.set(peerId, acquaintance)
    this.#forgetOldest()
    return acquaintance
  }

  /** Whether another connection may be begun. */
  hasRoom(): boolean {
    const acquaintances = this.values()
    const links = acquaintances.filter(({ link }) => link).length
    const pending = acquaintances.filter(({ meeting }) => meeting).length
    return links < MAX_LINKS && pending < MAX_PENDING_LINKS
  }

  #forgetOldest(): void {
    if (this.#known.size <= MAX_REMEMBERED_PEERS) return
    const oldest = this.values().find(({ link }) => !link)
    if (oldest) this.#known.delete(oldest.peerId)
  }
}
