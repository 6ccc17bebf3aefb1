import { css, html, nothing } from 'lit'
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { ContextController } from './context-controller.ts'
import { peerContext } from './room-context.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { baseStyles } from './styles.ts'

/** Shortest time between two pings in milliseconds: more often tells nothing more. */
const MIN_INTERVAL_MS = 100

/**
 * @summary Shows how long a message to a peer and back takes.
 *
 * @tag trystero-ping
 * @slot unit - text after the number
 * @attr {number} ms - reflected: the last round trip in milliseconds
 * @csspart ms - the number
 */
export class TrysteroPing extends RoomMember {
  static override readonly tag: string = 'trystero-ping'
  static override styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: inline-block;
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  static override properties: PropertyDeclarations = {
    peerId: { attribute: 'peer-id' },
    interval: { type: Number },
  }

  /** ID of the peer; by default that of the peer around. */
  declare peerId: string | null
  /** Time between two pings, in milliseconds. */
  declare interval: number

  #peerAround: string | undefined
  #ms: number | undefined

  constructor() {
    super()
    this.peerId = null
    this.interval = 2000
    new ContextController(this, peerContext, (peerId) => {
      if (peerId === this.#peerAround) return
      this.#peerAround = peerId
      this.membership.reattach()
    })
  }

  /** The last round trip in milliseconds. */
  get ms(): number | undefined {
    return this.#ms
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (changed.has('peerId') || changed.has('interval')) this.membership.reattach()
  }

  protected override attach({ room }: RoomSession, signal: AbortSignal): void {
    const peer = this.peerId ?? this.#peerAround
    this.#show(undefined)
    if (!peer) return
    let timer: ReturnType<typeof setTimeout>
    const measure = async (): Promise<void> => {
      // A peer that is not there, not yet or no longer, has no round trip; it is asked again at the next turn.
      const ms = await room.ping(peer).catch(() => undefined)
      if (signal.aborted) return
      this.#show(ms)
      timer = setTimeout(() => void measure(), Math.max(MIN_INTERVAL_MS, this.interval || 0))
    }
    signal.addEventListener('abort', () => clearTimeout(timer))
    void measure()
  }

  #show(ms: number | undefined): void {
    this.#ms = ms === undefined ? undefined : Math.round(ms)
    if (this.#ms === undefined) this.removeAttribute('ms')
    else this.setAttribute('ms', String(this.#ms))
    this.requestUpdate()
  }

  protected override render(): TemplateResult {
    return this.#ms === undefined
      ? html`${nothing}`
      : html`<span part="ms">${this.#ms}</span>&nbsp;<slot name="unit">ms</slot>`
  }
}

TrysteroPing.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-ping': TrysteroPing
  }
}
