import { html } from 'lit'
import type { PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { selfId } from '../src/index.ts'
import type { Json, Payload, Target } from '../src/index.ts'
import type { Channel } from './channel.ts'
import { controlsByKey, isControl, readControls, writeControls } from './form-controls.ts'
import type { Control } from './form-controls.ts'
import { LastWriterWins } from './last-writer-wins.ts'
import type { Entry } from './last-writer-wins.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'

/**
 * @summary Keeps the form controls inside it the same for everyone.
 *
 * Every control with a `name` (or `id`): text, textarea, checkbox, radio, select, range, colour, date and so on. Not
 * passwords, not files, not `contenteditable`. The last change wins, newcomers get the present values, and controls
 * that come later get theirs. A change from afar fires `input` and `change` like a local one; a change made by
 * script is seen once it fires one of them.
 *
 * @tag trystero-sync
 * @slot - the controls
 */
export class TrysteroSync extends RoomMember {
  static override readonly tag: string = 'trystero-sync'

  static override properties: PropertyDeclarations = {
    name: {},
  }

  /** Name of the action that carries the values. */
  declare name: string

  #values = new LastWriterWins(selfId)
  #channel: Channel | undefined
  #isApplying = false
  readonly #seen = new WeakSet<Control>()
  readonly #newControls = new MutationObserver(() => this.#applyToNew())

  constructor() {
    super()
    this.name = 'trystero-sync'
    for (const type of ['input', 'change']) this.addEventListener(type, (event) => this.#onChange(event))
    // A form tells before it resets its controls.
    this.addEventListener('reset', () => setTimeout(() => this.#publish(this.#controls())))
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#newControls.observe(this, { childList: true, subtree: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#newControls.disconnect()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (changed.has('name')) this.membership.reattach()
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    const channel = session.channel(this.name)
    this.#channel = channel
    // What was so in another room says nothing here.
    this.#values = new LastWriterWins(selfId)
    signal.addEventListener('abort', () => (this.#channel = undefined))
    channel.listen({ message: (data, peerId) => this.#onMessage(data, peerId) }, signal)
    session.room.addEventListener('peer-join', ({ peerId }) => this.#send(this.#values.entries, peerId), { signal })
    this.#send(null, null)
  }

  #controls(): Map<string, Control[]> {
    const controls = [...this.querySelectorAll<Control>('input, textarea, select')]
    return controlsByKey(controls.filter((control) => isOwnControl(this, control)))
  }

  #onChange({ target }: Event): void {
    if (this.#isApplying || !isControl(target)) return
    for (const [key, controls] of this.#controls()) {
      if (controls.includes(target)) this.#publish(new Map([[key, controls]]))
    }
  }

  /** Tells everyone what is new here. */
  #publish(controlsOfKeys: ReadonlyMap<string, Control[]>): void {
    const entries: Entry[] = []
    for (const [key, controls] of controlsOfKeys) {
      const value = readControls(controls)
      if (!equals(value, this.#values.get(key))) entries.push(this.#values.set(key, value))
    }
    if (entries.length) this.#send(entries, null)
  }

  /** Sends entries, or null to ask for everybody's. */
  #send(entries: readonly Entry[] | null, target: Target): void {
    const data: Json = entries?.map(([key, value, clock, author]) => [key, value, clock, author]) ?? null
    // Whoever does not get it is gone; those who come back get everything.
    this.#channel?.send(data, target).catch(() => undefined)
  }

  #onMessage(data: Payload, peerId: string): void {
    if (data === null) this.#send(this.#values.entries, peerId)
    if (!Array.isArray(data) || !data.map((entry) => this.#values.merge(entry)).some(Boolean)) return
    this.#apply(this.#controls())
  }

  #applyToNew(): void {
    const controls = [...this.#controls()].filter(([, list]) => list.some((control) => !this.#seen.has(control)))
    this.#apply(new Map(controls))
  }

  #apply(controlsOfKeys: ReadonlyMap<string, Control[]>): void {
    for (const [key, controls] of controlsOfKeys) {
      for (const control of controls) this.#seen.add(control)
      const value = this.#values.get(key)
      if (value === undefined || equals(value, readControls(controls))) continue
      writeControls(controls, value)
      this.#fireChange(controls)
    }
  }

  #fireChange(controls: readonly Control[]): void {
    this.#isApplying = true
    for (const control of controls) {
      for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }))
    }
    this.#isApplying = false
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`
  }
}

TrysteroSync.define()

/** Whether no other `<trystero-sync>` stands in between; other elements of the family may. */
function isOwnControl(owner: TrysteroSync, control: Control): boolean {
  let parent = control.parentElement
  while (parent && !(parent instanceof TrysteroSync)) parent = parent.parentElement
  return parent === owner
}

/** Values of controls are strings, booleans, null and lists of strings. */
function equals(value: Json, other: Json | undefined): boolean {
  return JSON.stringify(value) === JSON.stringify(other)
}

declare global {
  interface HTMLElementTagNameMap {
    'trystero-sync': TrysteroSync
  }
}
