import type { ReactiveController } from 'lit'
import { ContextController } from './context-controller.ts'
import type { ContextHost } from './context-controller.ts'
import { NO_ROOM, roomContext } from './room-context.ts'
import type { RoomSnapshot } from './room-context.ts'
import type { RoomSession } from './room-session.ts'

/**
 * Ties an element to its room: the nearest around it, or the one named by ID. Whatever the element wants of the room it
 * asks for in `attach`; the signal given there ends when the room is left, another takes its place, or the element
 * is gone from the page. Being moved, even in two steps within one task, does not count as gone.
 */
export class RoomController implements ReactiveController {
  readonly #host: ContextHost
  readonly #attach: (session: RoomSession, signal: AbortSignal) => void
  readonly #context: ContextController<RoomSnapshot>
  #provided: RoomSnapshot | undefined
  #snapshot = NO_ROOM
  #attachment: { session: RoomSession; abort: AbortController } | undefined

  /** @param attach called before the host's update, so that attributes set together are seen together */
  constructor(host: ContextHost, attach: (session: RoomSession, signal: AbortSignal) => void) {
    this.#host = host
    this.#attach = attach
    this.#context = new ContextController(host, roomContext, (snapshot) => this.#onProvided(snapshot))
    host.addController(this)
  }

  get state(): RoomSnapshot['state'] {
    return this.#snapshot.state
  }

  get session(): RoomSession | undefined {
    return this.#snapshot.session
  }

  /** Belongs to the room with this ID, or to the one around if null. */
  follow(id: string | null): void {
    this.#context.askFrom(id)
  }

  /** Ends what `attach` began; the coming update attaches anew. */
  reattach(): void {
    this.#attachment?.abort.abort()
    this.#attachment = undefined
    this.#host.requestUpdate()
  }

  hostUpdate(): void {
    const { session } = this.#snapshot
    if (session === this.#attachment?.session) return
    this.#attachment?.abort.abort()
    this.#attachment = undefined
    if (!session) return
    this.#attachment = { session, abort: new AbortController() }
    this.#attach(session, this.#attachment.abort.signal)
  }

  hostDisconnected(): void {
    this.#loseLater()
  }

  #onProvided(snapshot: RoomSnapshot | undefined): void {
    this.#provided = snapshot
    if (snapshot) this.#take(snapshot)
    else this.#loseLater()
  }

  #loseLater(): void {
    setTimeout(() => {
      if (!this.#host.isConnected || !this.#provided) this.#take(NO_ROOM)
    })
  }

  #take(snapshot: RoomSnapshot): void {
    if (snapshot === this.#snapshot) return
    this.#snapshot = snapshot
    this.#host.requestUpdate()
  }
}
