import { LitElement } from 'lit'
import type { CSSResultGroup } from 'lit'
import { TrysteroError } from '../src/index.ts'
import type { TrysteroEventDetails } from './element-events.ts'
import { baseStyles } from './styles.ts'
import { VERSION } from './version.ts'

/** A class of the family that can be registered. */
export interface TrysteroElementClass {
  new (): TrysteroElement
  readonly tag: string
  readonly version: string
}

let warnedOfAnotherCopy = false

/**
 * What every element of the family has: a guarded `define()`, typed events, and states for `:state()`.
 *
 * @cssproperty --trystero-accent - colour of links, of what has the focus and of what is one's own
 * @cssproperty --trystero-border - colour of borders
 * @cssproperty --trystero-surface - background of buttons, fields and boxes that wait
 * @cssproperty --trystero-quiet - colour of what matters less
 * @cssproperty [--trystero-radius=0.5em] - radius of corners
 * @cssproperty [--trystero-gap=0.5em] - space between pieces
 */
export abstract class TrysteroElement extends LitElement {
  /** The name that importing the element registers. */
  static readonly tag: string
  /** The version of the package that the class comes from. */
  static readonly version = VERSION

  static override styles: CSSResultGroup = baseStyles

  readonly #internals = this.attachInternals()

  /**
   * Registers the element, unless that has been done. If another copy of the package has taken the name, that copy
   * stays, and one warning for the whole family tells both versions. Does nothing where there is no DOM.
   *
   * @param tag another name than the default
   * @param registry a scoped registry instead of the document's
   */
  static define(this: TrysteroElementClass, tag = this.tag, registry = documentRegistry()): void {
    const present = registry?.get(tag)
    if (!present) {
      // A class can have one name per registry only, so every further name is a subclass.
      registry?.define(tag, tag === this.tag && registry === documentRegistry() ? this : class extends this {})
    } else if (present !== this && !(present.prototype instanceof this) && !warnedOfAnotherCopy) {
      warnedOfAnotherCopy = true
      const version = 'version' in present ? `version ${String(present.version)}` : 'something else'
      // eslint-disable-next-line no-console -- whoever loads two copies has no other way to find out
      console.warn(`trystero-elements ${VERSION}: <${tag}> is already defined by ${version}, which stays in use`)
    }
  }

  /** Sends a DOM event that bubbles and crosses shadow roots. */
  protected emit<Name extends keyof TrysteroEventDetails>(type: Name, detail: TrysteroEventDetails[Name]): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }

  /** Reports what no call can reject with, as `trystero-error`. */
  protected emitError(reason: unknown): void {
    this.emit('trystero-error', { error: toTrysteroError(reason) })
  }

  /** Turns a state on or off, for `:state(name)` in style sheets. */
  protected toggleState(name: string, on: boolean): void {
    if (on) this.#internals.states.add(name)
    else this.#internals.states.delete(name)
  }
}

function documentRegistry(): CustomElementRegistry | undefined {
  return 'customElements' in globalThis ? globalThis.customElements : undefined
}

function toTrysteroError(reason: unknown): TrysteroError {
  if (reason instanceof TrysteroError) return reason
  const message = reason instanceof Error ? reason.message : String(reason)
  return new TrysteroError('unexpected', message, { cause: reason })
}
