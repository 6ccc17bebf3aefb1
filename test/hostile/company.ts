import { expect } from '@open-wc/testing'
import type { BaseConfig } from '../../src/core.ts'
import type { PeerFrame } from '../support/peer-frame.ts'
import { gone, meet, uniqueName, type Peer } from '../support/peer.ts'
import { HostilePeer, type EnterOptions, type RawLink } from './hostile-peer.ts'
import { WatchedPeer } from './watched-peer.ts'

export interface CompanyOptions {
  readonly config?: Partial<BaseConfig>
  /** Run in the victim's page before the library is there. */
  readonly prepare?: (frame: PeerFrame) => void
}

/** Two honest peers in a room, and one that is not: it attacks the victim, and the witness must not notice. */
export class Company {
  readonly namespace: string
  readonly victim: WatchedPeer
  readonly witness: WatchedPeer
  readonly hostile: HostilePeer

  private constructor(namespace: string, victim: WatchedPeer, witness: WatchedPeer, hostile: HostilePeer) {
    this.namespace = namespace
    this.victim = victim
    this.witness = witness
    this.hostile = hostile
    for (const { room } of [victim, witness]) room.makeRequest('talk')[1]((data) => data)
  }

  /** @param options for the victim */
  static async gather(options: CompanyOptions = {}): Promise<Company> {
    const namespace = uniqueName()
    const [victim, witness, hostile] = await Promise.all([
      WatchedPeer.join(namespace, options),
      WatchedPeer.join(namespace),
      HostilePeer.open(namespace),
    ])
    await meet(victim, witness)
    return new Company(namespace, victim, witness, hostile)
  }

  /** The hostile peer joins anew; its link to the victim, once the two have each other. */
  async attack(options?: EnterOptions): Promise<RawLink> {
    const room = await this.hostile.enter(options)
    const hostile: Peer = { id: this.hostile.id, room, frame: this.victim.frame }
    await meet(this.victim, hostile)
    return this.hostile.linkTo(this.victim.id)
  }

  /** The victim drops the hostile peer, says so, and why. */
  async expectDropped(why: RegExp): Promise<void> {
    const { hostile, victim } = this
    const error = await victim.reported('protocol', hostile.id)
    expect(error.name).to.equal('ProtocolError')
    expect(error.message).to.match(why)
    await gone(victim.room, hostile.id)
  }

  /** The victim and the witness have each other, have had all the time, and hear each other. */
  async expectUndisturbed(): Promise<void> {
    const { victim, witness } = this
    const said = crypto.randomUUID()
    const answers = await Promise.all([
      victim.room.makeRequest('talk')[0](said, witness.id),
      witness.room.makeRequest('talk')[0](said, victim.id),
    ])
    expect(answers).to.deep.equal([said, said])
    for (const [one, other] of [
      [victim, witness],
      [witness, victim],
    ] as const) {
      expect(one.leaves).not.to.include(other.id)
      expect(one.errors.map((error) => Reflect.get(error, 'peerId') as unknown)).not.to.include(other.id)
      one.expectUnharmed()
    }
  }

  /** What was reported is no longer of interest. */
  forget(): void {
    this.victim.errors.length = 0
    this.witness.errors.length = 0
  }
}
