import { css, html } from 'lit'
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { RoomAttributes } from './room-attributes.ts'
import { baseStyles } from './styles.ts'

/** Shortest time between two looks in milliseconds, to spare the database. */
const MIN_INTERVAL_MS = 1000

/**
 * @summary Shows how many are in a room, without joining it. With Firebase only.
 *
 * Takes the attributes of `<trystero-room>` that say which room is meant.
 *
 * @tag trystero-occupants
 * @slot unknown - shown until the number is known
 * @attr {number} count - reflected: how many are there
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - the database cannot be asked
 * @csspart count - the number
 */
export class TrysteroOccupants extends RoomAttributes {
  static override readonly tag: string = 'trystero-occupants'
  static override styles: CSSResultGroup = [
    baseStyles,
    css`
      :host {
        display: inline;
      }
    `,
  ]

  static override properties: PropertyDeclarations = {
    interval: { type: Number },
  }

  /** Time between two looks, in milliseconds. */
  declare interval: number

  #count: number | undefined
  /** Ends when the element goes or looks elsewhere. */
  #watch: AbortController | undefined

  constructor() {
    super()
    this.strategy = 'firebase'
    this.interval = 10_000
  }

  /** How many are in the room, once known. */
  get count(): number | undefined {
    return this.#count
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) this.#restart()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#watch?.abort()
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.size && this.isConnected) this.#restart()
  }

  #restart(): void {
    this.#watch?.abort()
    this.#watch = new AbortController()
    const { signal } = this.#watch
    let timer: ReturnType<typeof setTimeout>
    const look = async (): Promise<void> => {
      const count = await this.#ask().catch((error: unknown) => error)
      if (signal.aborted) return
      if (typeof count === 'number') this.#show(count)
      else this.emitError(count)
      timer = setTimeout(() => void look(), Math.max(MIN_INTERVAL_MS, this.interval || 0))
    }
    signal.addEventListener('abort', () => clearTimeout(timer))
    void look()
  }

  async #ask(): Promise<number> {
    const { getOccupants } = await import('../src/firebase.ts')
    const occupants = await getOccupants(this.roomConfig, this.name ?? '')
    return occupants.length
  }

  #show(count: number): void {
    this.#count = count
    this.setAttribute('count', String(count))
    this.requestUpdate()
  }

  protected override render(): TemplateResult {
    return html`<span part="count">${this.#count ?? html`<slot name="unknown"></slot>`}</span>`
  }
}

TrysteroOccupants.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-occupants': TrysteroOccupants
  }
}
