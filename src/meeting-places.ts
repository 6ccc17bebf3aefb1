import { Announcer } from './announcer.ts'
import { SignalingError, TrysteroError } from './errors.ts'
import type { MeetingPlace, Relay, RelayState, Signaling } from './signaling.ts'

/** A strategy with its config already given. */
export type Medium = (place: MeetingPlace) => Signaling | Promise<Signaling>

/** What the mesh hears from where it meets. */
export interface MeetingPlacesOwner extends Omit<MeetingPlace, 'onRelay'> {
  readonly isAlone: boolean
  onRelay(url: string, state: RelayState): void
  onError(error: TrysteroError): void
}

/** Every medium a room meets by, as one. The first that carries a signal wins; a dead one delays nothing. */
export class MeetingPlaces {
  /** Resolves when every medium has begun, or failed to. Never rejects. */
  readonly ready: Promise<void>
  readonly #owner: MeetingPlacesOwner
  readonly #signalings: Signaling[]
  readonly #relays = new Map<string, RelayState>()
  readonly #announcer: Announcer
  #closed = false

  /**
   * @param own a medium that is there already: the room's members.
   * @throws ConfigError when a strategy finds its config wanting.
   */
  constructor(media: readonly Medium[], own: Signaling, owner: MeetingPlacesOwner) {
    this.#owner = owner
    this.#signalings = [own]
    this.#announcer = new Announcer(
      () => this.#signalings.forEach((signaling) => signaling.announce()),
      () => owner.isAlone,
    )
    const { topic, selfId } = owner
    const place: MeetingPlace = {
      topic,
      selfId,
      hello: () => owner.hello(),
      onGreeting: (sealed) => owner.onGreeting(sealed),
      onSignal: (sealed) => owner.onSignal(sealed),
      onRelay: (url, state, error) => this.#onRelay(url, state, error),
    }
    const begun = this.#beginAll(media, place)
    this.ready = Promise.all(begun.map((starting) => this.#start(starting))).then(() => undefined)
  }

  get relays(): Relay[] {
    return [...this.#relays].map(([url, state]) => ({ url, state }))
  }

  /** Shows our greeting at once, again soon, and then ever more rarely. */
  announce(): void {
    if (!this.#closed) this.#announcer.restart()
  }

  send(peerId: string, sealed: string): void {
    for (const signaling of this.#signalings) signaling.send(peerId, sealed)
  }

  /** Takes our presence back from everywhere; begins with all of it in this turn of the event loop. */
  async close(): Promise<void> {
    this.#closed = true
    this.#announcer.stop()
    await Promise.allSettled(this.#signalings.map((signaling) => signaling.close()))
  }

  #beginAll(media: readonly Medium[], place: MeetingPlace): (Signaling | Promise<Signaling>)[] {
    const begun: (Signaling | Promise<Signaling>)[] = []
    try {
      for (const medium of media) begun.push(medium(place))
      return begun
    } catch (error) {
      // There will be no room: those that have begun already are to end.
      this.#closed = true
      for (const starting of begun) void this.#start(starting)
      throw error
    }
  }

  async #start(starting: Signaling | Promise<Signaling>): Promise<void> {
    try {
      const signaling = await starting
      if (this.#closed) return await signaling.close()
      this.#signalings.push(signaling)
      this.announce()
    } catch (error) {
      const known = error instanceof TrysteroError
      this.#report(known ? error : new SignalingError('', String(error), { cause: error }))
    }
  }

  #onRelay(url: string, state: RelayState, error?: Error): void {
    if (this.#closed) return
    this.#relays.set(url, state)
    this.#owner.onRelay(url, state)
    if (error instanceof TrysteroError) this.#report(error)
    else if (error) this.#report(new SignalingError(url, error.message, { cause: error }))
  }

  #report(error: TrysteroError): void {
    if (!this.#closed) this.#owner.onError(error)
  }
}
