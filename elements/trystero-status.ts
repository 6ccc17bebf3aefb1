import { css, html } from 'lit'
import type { CSSResultGroup, PropertyValues, TemplateResult } from 'lit'
import type { RoomState } from './room-context.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { baseStyles } from './styles.ts'

/** Least time between two announcements, in milliseconds, so that a crowd that comes in is read out once. */
const ANNOUNCE_INTERVAL_MS = 1000

const STATES: readonly RoomState[] = ['idle', 'connecting', 'joined', 'failed']

const STATE_TEXTS: Readonly<Record<RoomState, string>> = {
  idle: 'Not in the room',
  connecting: 'Connecting',
  joined: 'Connected',
  failed: 'Cannot connect',
}

/**
 * @summary Tells how the room is doing: its state, the number of peers, and the meeting places.
 *
 * State and number are a polite live region that speaks at most once a second.
 *
 * @tag trystero-status
 * @slot idle - said while not in the room
 * @slot connecting - said while looking for a meeting place
 * @slot joined - said while in the room
 * @slot failed - said when the room cannot be joined
 * @slot peers-label - text before the number of peers
 * @slot relays-label - text before the list of meeting places
 * @csspart status - state and number of peers
 * @csspart state - the state
 * @csspart peers - the number of peers
 * @csspart relays - the list of meeting places
 * @csspart relay - a meeting place; also `relay-open`, `relay-connecting` or `relay-closed`
 * @cssproperty --trystero-open - colour of the mark of a meeting place that answers
 * @cssproperty --trystero-closed - colour of the mark of one that does not
 * @cssstate idle - not in the room
 * @cssstate connecting - looking for a meeting place
 * @cssstate joined - in the room
 * @cssstate failed - cannot join
 */
export class TrysteroStatus extends RoomMember {
  static override readonly tag: string = 'trystero-status'
  static override styles: CSSResultGroup = [
    baseStyles,
    css`
      /* Its line is kept, so that nothing below moves when the meeting places come. */
      .relays {
        min-height: 1lh;
        color: var(--_quiet);
        font-size: 0.875em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0 calc(2 * var(--_gap));
        overflow-wrap: anywhere;
      }
      li::before {
        content: '○ ';
      }
      [part~='relay-open']::before {
        content: '● ';
        color: var(--trystero-open, light-dark(#15803d, #4ade80));
      }
      [part~='relay-closed']::before {
        content: '✕ ';
        color: var(--trystero-closed, light-dark(#b91c1c, #fca5a5));
      }
    `,
  ]

  #announced: { state: RoomState; peerCount: number } = { state: 'idle', peerCount: 0 }
  #quiet: ReturnType<typeof setTimeout> | undefined

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#quiet)
    this.#quiet = undefined
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    this.updateWithPeers(session, signal)
    session.room.addEventListener('relay', () => this.requestUpdate(), { signal })
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    const { state } = this.membership
    const peerCount = this.room?.getPeers().length ?? 0
    for (const each of STATES) this.toggleState(each, each === state)
    if (state === this.#announced.state && (this.#quiet || peerCount === this.#announced.peerCount)) return
    this.#announced = { state, peerCount }
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => {
      this.#quiet = undefined
      this.requestUpdate()
    }, ANNOUNCE_INTERVAL_MS)
  }

  protected override render(): TemplateResult {
    const { state, peerCount } = this.#announced
    const relays = this.room?.getRelays() ?? []
    return html`
      <div part="status" role="status">
        <span part="state"><slot name=${state}>${STATE_TEXTS[state]}</slot></span>
        · <slot name="peers-label">Others here:</slot> <span part="peers">${peerCount}</span>
      </div>
      <div class="relays">
        <span id="relays" class="unseen"><slot name="relays-label">Meeting places</slot></span>
        <ul part="relays" aria-labelledby="relays">
          ${relays.map((relay) => html`<li part="relay relay-${relay.state}" title=${relay.state}>${relay.url}</li>`)}
        </ul>
      </div>
    `
  }
}

TrysteroStatus.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-status': TrysteroStatus
  }
}
