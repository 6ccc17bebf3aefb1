import { Medium } from '../../hostile/medium.ts'
import type { PeerFrame } from '../../support/peer-frame.ts'
import { openFrame } from '../../support/peer.ts'
import { describeStrategy, type RoomName, type TestMedium } from './contract.ts'

type Core = typeof import('../../../src/core.ts')

/**
 * The members of a room as its medium: a page in each room, the host, can be heard by all and hears all, but they do not
 * hear each other. So whoever meets has been introduced by the host, and it has carried their signals.
 */
class Introductions implements TestMedium<object> {
  readonly #rooms: RoomName[] = []
  readonly #media = new Map<string, Medium>()
  /** The hosts' pages by the password they have: a page is in a room once. */
  readonly #pages = new Map<string, Promise<PeerFrame>>()
  readonly #hosts = new Set<string>()

  async prepare(_frame: PeerFrame, room: RoomName) {
    const { namespace, password } = room
    const isNew = !this.#rooms.some((one) => one.namespace === namespace && one.password === password)
    if (isNew) {
      this.#rooms.push(room)
      await this.#enter(room)
    }
    return { strategy: this.#mediumOf(namespace).strategy, config: { appId: 'test' } }
  }

  readonly stop = async (): Promise<void> => {
    for (const page of this.#pages.values()) (await page).close()
    this.#pages.clear()
    this.#hosts.clear()
  }

  readonly start = async (): Promise<void> => {
    for (const room of this.#rooms) await this.#enter(room)
  }

  async #enter({ namespace, password }: RoomName): Promise<void> {
    const { strategy } = this.#mediumOf(namespace)
    const page = this.#pages.get(password) ?? openFrame()
    this.#pages.set(password, page)
    const { createJoinRoom, selfId } = await (await page).import<Core>('/src/core.ts')
    this.#hosts.add(selfId)
    createJoinRoom(strategy)({ appId: 'test', password }, namespace)
  }

  #mediumOf(namespace: string): Medium {
    const medium =
      this.#media.get(namespace) ??
      new Medium((said, deliver) => {
        const { from, to } = said
        if (this.#hosts.has(from) || this.#hosts.has(to ?? '')) deliver(said)
        else if (to === undefined) for (const host of this.#hosts) deliver({ ...said, to: host })
      })
    this.#media.set(namespace, medium)
    return medium
  }
}

describeStrategy("the peers' relay", () => Promise.resolve(new Introductions()))
