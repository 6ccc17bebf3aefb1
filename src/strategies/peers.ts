import { ProtocolError } from '../errors.ts'
import { MAX_LINKS, MAX_REMEMBERED_PEERS } from '../limits.ts'
import type { Signaling } from '../signaling.ts'

/** How many members are asked to carry a signal for a peer that none of them has introduced. */
const BEARERS = 2

/** What members say to each other to find each other: some of the frames of a link. */
export type PeerSignal =
  | { type: 'members'; peerIds: string }
  | { type: 'greeting'; sealed: string }
  | { type: 'relay'; peerId: string; sealed: string }
  | { type: 'relayed'; sealed: string }

/** A member of the room, as far as it carries signals. */
export interface Member {
  readonly peerId: string
  control(signal: PeerSignal): void
}

/** What this medium has to know of the room. */
export interface PeersOwner {
  /** A member's own greeting. */
  greetingOf(peerId: string): string | undefined
  /** Whom a sealed signal claims to come from. Throws when it is none. */
  senderOf(sealed: string): string
  onSignal(sealed: string): void
}

/**
 * The members of a room as its medium. Each tells the others whom it is linked with; who sees somebody missing there
 * introduces them, and carries their sealed signals until they are linked. So who reaches one member reaches all, and the
 * room outlives the medium it met on. Everything goes over one member, from a link to a link: there is no loop, and
 * nothing to trust, as all of it is sealed and signed.
 */
export class PeerSignaling implements Signaling {
  readonly #members: ReadonlyMap<string, Member>
  readonly #owner: PeersOwner
  /** Who brought word of whom, last: the way back. */
  readonly #bearers = new Map<string, string>()

  constructor(members: ReadonlyMap<string, Member>, owner: PeersOwner) {
    this.#members = members
    this.#owner = owner
  }

  announce(): void {
    for (const member of this.#members.values()) this.#tellMembers(member)
  }

  send(peerId: string, sealed: string): void {
    const bearer = this.#members.get(this.#bearers.get(peerId) ?? '')
    const bearers = bearer ? [bearer] : [...this.#members.values()].slice(0, BEARERS)
    for (const member of bearers) member.control({ type: 'relay', peerId, sealed })
  }

  async close(): Promise<void> {
    this.#bearers.clear()
  }

  /** Makes us known to a new member. */
  welcome(member: Member, greeting: string): void {
    member.control({ type: 'greeting', sealed: greeting })
    this.#tellMembers(member)
  }

  /** Takes what a member says. @throws ProtocolError when it cannot be. */
  onPeerSignal(member: Member, signal: PeerSignal): void {
    switch (signal.type) {
      case 'members':
        return this.#introduceMissing(member, signal.peerIds)
      case 'relay':
        return this.#relay(member, signal.peerId, signal.sealed)
      case 'greeting':
      case 'relayed':
        this.#remember(this.#owner.senderOf(signal.sealed), member)
        return this.#owner.onSignal(signal.sealed)
    }
  }

  #tellMembers(member: Member): void {
    member.control({ type: 'members', peerIds: [...this.#members.keys()].join('') })
  }

  #relay(member: Member, peerId: string, sealed: string): void {
    // Its own word only, and one that can be a signal: whoever is handed another would think ill of us.
    if (this.#owner.senderOf(sealed) !== member.peerId) {
      throw new ProtocolError('protocol', member.peerId, 'it passed a signal of another on')
    }
    this.#members.get(peerId)?.control({ type: 'relayed', sealed })
  }

  #introduceMissing(member: Member, peerIds: string): void {
    if (peerIds.length > MAX_LINKS * member.peerId.length) {
      throw new ProtocolError('protocol', member.peerId, `it has more than ${MAX_LINKS} links`)
    }
    for (const { peerId } of this.#members.values()) {
      const sealed = this.#owner.greetingOf(peerId)
      if (sealed && peerId !== member.peerId && !peerIds.includes(peerId)) member.control({ type: 'greeting', sealed })
    }
  }

  #remember(peerId: string, bearer: Member): void {
    if (peerId === bearer.peerId) return
    if (this.#bearers.size >= MAX_REMEMBERED_PEERS) this.#bearers.clear()
    this.#bearers.set(peerId, bearer.peerId)
  }
}
