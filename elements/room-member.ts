import type { PropertyDeclarations, PropertyValues } from 'lit'
import type { Room } from '../src/index.ts'
import { RoomController } from './room-controller.ts'
import type { RoomSession } from './room-session.ts'
import { TrysteroElement } from './trystero-element.ts'

/**
 * An element that belongs to a room: the nearest `<trystero-room>` around it, or the one that `for` names.
 *
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - it cannot take part in the room
 */
export abstract class RoomMember extends TrysteroElement {
  static override properties: PropertyDeclarations = {
    for: { type: String },
  }

  /** The `id` of a `<trystero-room>`, or of anything inside one, to belong to instead of the room around. */
  declare for: string | null

  protected readonly membership = new RoomController(this, (session, signal) => {
    try {
      this.attach(session, signal)
    } catch (error) {
      this.emitError(error)
    }
  })

  constructor() {
    super()
    this.for = null
  }

  /** The room that the element belongs to, while it is being joined or has been joined. */
  get room(): Room | undefined {
    return this.membership.session?.room
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('for')) this.membership.follow(this.for)
  }

  /** Begins to take part in a room, until the signal ends. */
  protected abstract attach(session: RoomSession, signal: AbortSignal): void

  /** Renders anew whenever somebody comes or goes. */
  protected updateWithPeers(session: RoomSession, signal: AbortSignal): void {
    const update = (): void => this.requestUpdate()
    session.room.addEventListener('peer-join', update, { signal })
    session.room.addEventListener('peer-leave', update, { signal })
  }
}
