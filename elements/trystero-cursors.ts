import { css, html } from 'lit'
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import type { Payload } from '../src/index.ts'
import type { Channel } from './channel.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { baseStyles } from './styles.ts'

/** Positions under way at once. On a slow link newer ones wait here, and all but the latest are dropped. */
const MAX_IN_FLIGHT = 4
/** How much of an ID stands at a pointer. */
const SHORT_ID = 6

/** Where a pointer is, as fractions of the box's width and height; null: not over the box. */
type Position = [x: number, y: number] | null

/**
 * @summary Shows the peers' pointers over the box it wraps.
 *
 * Positions are relative to the box, so that they fit boxes of different sizes.
 *
 * @tag trystero-cursors
 * @slot - the box
 * @csspart cursor - a peer's pointer
 * @csspart label - the short ID beside it
 * @cssproperty --trystero-cursor-color - colour of all pointers; by default each peer has its own
 */
export class TrysteroCursors extends RoomMember {
  static override readonly tag: string = 'trystero-cursors'
  static override styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        position: relative;
      }
      .overlay {
        position: absolute;
        inset: 0;
        overflow: hidden;
        pointer-events: none;
      }
      [part='cursor'] {
        position: absolute;
        color: var(--trystero-cursor-color, oklch(50% 0.14 var(--_hue)));
        transition:
          left 60ms linear,
          top 60ms linear;
      }
      @media (prefers-reduced-motion: reduce) {
        [part='cursor'] {
          transition: none;
        }
      }
      svg {
        display: block;
        fill: currentColor;
        stroke: #fff;
      }
      [part='label'] {
        position: absolute;
        top: 1.2em;
        left: 0.9em;
        padding: 0 0.4em;
        border-radius: var(--_radius);
        background: currentColor;
        font-size: 0.75em;
      }
      [part='label'] span {
        color: #fff;
      }
    `,
  ]

  static override properties: PropertyDeclarations = {
    name: {},
  }

  /** Name of the action that carries the positions. */
  declare name: string

  readonly #cursors = new Map<string, [x: number, y: number]>()
  #channel: Channel | undefined
  #next: Position | undefined
  /** The frame that will send `#next`. */
  #frame: number | undefined
  #inFlight = 0

  constructor() {
    super()
    this.name = 'trystero-cursors'
    this.addEventListener('pointermove', (event) => this.#point(this.#locate(event)))
    for (const type of ['pointerleave', 'pointercancel'] as const) this.addEventListener(type, () => this.#point(null))
    this.addEventListener('pointerup', (event) => {
      // A finger that has been lifted points nowhere.
      if (event.pointerType !== 'mouse') this.#point(null)
    })
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (changed.has('name')) this.membership.reattach()
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    const channel = session.channel(this.name)
    this.#channel = channel
    channel.listen({ message: (data, peerId) => this.#onPosition(data, peerId) }, signal)
    session.room.addEventListener('peer-leave', ({ peerId }) => this.#onPosition(null, peerId), { signal })
    signal.addEventListener('abort', () => {
      this.#send(null)
      this.#channel = undefined
      this.#cursors.clear()
      this.requestUpdate()
    })
  }

  #locate(event: PointerEvent): Position {
    const box = this.getBoundingClientRect()
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
  }

  /** Sends the position with the next frame, unless another takes its place before. */
  #point(position: Position): void {
    this.#next = position
    if (this.#frame !== undefined) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined
      this.#flush()
    })
  }

  #flush(): void {
    if (this.#next === undefined || this.#inFlight >= MAX_IN_FLIGHT) return
    const position = this.#next
    this.#next = undefined
    this.#send(position)
  }

  #send(position: Position): void {
    if (!this.#channel) return
    this.#inFlight += 1
    const onSettled = (): void => {
      this.#inFlight -= 1
      this.#flush()
    }
    // A position that somebody did not get is of no use any more.
    this.#channel.send(position).then(onSettled, onSettled)
  }

  #onPosition(data: Payload, peerId: string): void {
    if (isPoint(data)) this.#cursors.set(peerId, data)
    else this.#cursors.delete(peerId)
    this.requestUpdate()
  }

  protected override updated(): void {
    // By script, not by a style attribute, which a Content-Security-Policy may forbid.
    for (const cursor of this.renderRoot.querySelectorAll<HTMLElement>('[part=cursor]')) {
      const peerId = cursor.dataset.peer ?? ''
      const [x, y] = this.#cursors.get(peerId) ?? [0, 0]
      cursor.style.left = `${x * 100}%`
      cursor.style.top = `${y * 100}%`
      cursor.style.setProperty('--_hue', String(hue(peerId)))
    }
  }

  protected override render(): TemplateResult {
    return html`
      <slot></slot>
      <div class="overlay" aria-hidden="true">
        ${[...this.#cursors.keys()].map(
          (peerId) => html`
            <div part="cursor" data-peer=${peerId}>
              <svg width="18" height="18" viewBox="0 0 18 18"><path d="M1 1l5 15 3-6 6-3z" /></svg>
              <div part="label"><span>${peerId.slice(0, SHORT_ID)}</span></div>
            </div>
          `,
        )}
      </div>
    `
  }
}

TrysteroCursors.define()

function isPoint(data: Payload): data is [number, number] {
  return (
    Array.isArray(data) &&
    data.length === 2 &&
    data.every((fraction) => typeof fraction === 'number' && fraction >= 0 && fraction <= 1)
  )
}

/** A colour for each peer, the same on every screen: degrees on the colour wheel. */
function hue(peerId: string): number {
  let sum = 0
  for (const character of peerId) sum = (sum * 31 + character.charCodeAt(0)) % 360
  return sum
}

declare global {
  interface HTMLElementTagNameMap {
    'trystero-cursors': TrysteroCursors
  }
}
