import { ContextProvider } from '@lit/context'
import { html } from 'lit'
import type { PropertyDeclarations, TemplateResult } from 'lit'
import { peerContext } from './room-context.ts'
import { wrapperStyles } from './styles.ts'
import { TrysteroElement } from './trystero-element.ts'

/**
 * @summary Names the peer that the elements inside it are about.
 *
 * `<trystero-peers>` wraps each stamp of its template in one. Takes no part in the layout.
 *
 * @tag trystero-peer
 * @slot - what is about this peer
 */
export class TrysteroPeer extends TrysteroElement {
  static override readonly tag: string = 'trystero-peer'
  static override styles = wrapperStyles

  static override properties: PropertyDeclarations = {
    peerId: { attribute: 'peer-id', reflect: true },
  }

  /** ID of the peer. */
  declare peerId: string | null

  readonly #provider = new ContextProvider(this, { context: peerContext })

  constructor() {
    super()
    this.peerId = null
  }

  protected override willUpdate(): void {
    this.#provider.setValue(this.peerId ?? undefined)
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`
  }
}

TrysteroPeer.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-peer': TrysteroPeer
  }
}
