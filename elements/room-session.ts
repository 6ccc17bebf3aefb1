import type { Room } from '../src/index.ts'
import { Channel } from './channel.ts'
import { PeerStreams } from './peer-streams.ts'

const sessions = new WeakMap<Room, RoomSession>()

/**
 * What the elements of a page share about one room. The library gives the same `Room` to everyone who joins the same
 * room, and has one callback for each action; here the last `<trystero-room>` to go leaves, and any number of elements
 * listen to one action.
 */
export class RoomSession {
  readonly room: Room
  readonly streams: PeerStreams
  readonly #channels = new Map<string, Channel>()
  #holders = 0

  private constructor(room: Room) {
    this.room = room
    this.streams = new PeerStreams(room)
  }

  static of(room: Room): RoomSession {
    const session = sessions.get(room) ?? new RoomSession(room)
    sessions.set(room, session)
    return session
  }

  /** False once the room has been left by its last holder. */
  get isHeld(): boolean {
    return this.#holders > 0
  }

  /** Keeps the room joined until `release`. */
  hold(): void {
    this.#holders += 1
  }

  /** Leaves the room unless somebody else holds it. */
  async release(): Promise<void> {
    this.#holders -= 1
    if (!this.isHeld) await this.room.leave()
  }

  /**
   * @param streams whether binary is handed over while it arrives; who asks for the name first decides
   * @throws ConfigError if an action cannot have this name
   */
  channel(name: string, streams = false): Channel {
    const channel = this.#channels.get(name) ?? new Channel(this.room.makeAction(name), streams)
    this.#channels.set(name, channel)
    return channel
  }
}
