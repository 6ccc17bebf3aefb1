import { css, html, nothing } from 'lit'
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { ContextController } from './context-controller.ts'
import type { PeerStream } from './peer-streams.ts'
import { peerContext } from './room-context.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { baseStyles } from './styles.ts'

const mediaStyles = css`
  :host {
    position: relative;
  }
  video,
  [part='waiting'] {
    display: grid;
    place-items: center;
    width: 100%;
    aspect-ratio: var(--trystero-video-ratio, 16 / 9);
    border-radius: var(--_radius);
    background: var(--_surface);
    object-fit: cover;
  }
  audio[controls] {
    display: block;
    width: 100%;
  }
  [part='play-button'] {
    position: absolute;
    inset: 0;
    margin: auto;
    width: max-content;
    height: max-content;
    background: Canvas;
    color: CanvasText;
  }
`

/** What browsers take for a gesture (HTML, "activation triggering input event"), at its end. */
const GESTURES = ['pointerup', 'keydown']

/** What the elements have in common that play a peer's streams: which streams, and what happens if autoplay is blocked. */
export abstract class PeerMedia extends RoomMember {
  static override styles: CSSResultGroup = [baseStyles, mediaStyles]

  static override properties: PropertyDeclarations = {
    peerId: { attribute: 'peer-id' },
    label: {},
    muted: { type: Boolean },
    controls: { type: Boolean },
  }

  /** ID of the peer; by default that of the peer around. */
  declare peerId: string | null
  /** Play only streams whose metadata has this label. */
  declare label: string | null
  /** Play without sound. */
  declare muted: boolean
  /** Show the browser's controls. */
  declare controls: boolean

  /** A stream is played here if it has a track of this kind. */
  protected abstract readonly kind: 'audio' | 'video'

  #peerAround: string | undefined
  /** The streams that the browser plays only after a gesture. */
  readonly #blocked = new Set<MediaStream>()
  /** Ends the waiting for a gesture. */
  #gestures: AbortController | undefined

  constructor() {
    super()
    this.peerId = null
    this.label = null
    this.muted = false
    this.controls = false
    new ContextController(this, peerContext, (peerId) => {
      this.#peerAround = peerId
      this.requestUpdate()
    })
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    session.streams.addEventListener('change', () => this.requestUpdate(), { signal })
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    const streams = new Set(this.#streams().map(({ stream }) => stream))
    for (const stream of this.#blocked) if (!streams.has(stream)) this.#blocked.delete(stream)
    this.#awaitGesture()
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot()
    // A stream that becomes active again is loaded anew, which ends what was playing; media events do not bubble.
    root.addEventListener(
      'loadstart',
      ({ target }) => {
        if (target instanceof HTMLMediaElement) void this.#play(target)
      },
      { capture: true },
    )
    return root
  }

  protected override updated(): void {
    this.toggleState('waiting', !this.#elements().length)
    this.toggleState('blocked', this.#blocked.size > 0)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // Browsers pause what leaves the page.
    this.#playAll()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#blocked.clear()
    this.#gestures?.abort()
  }

  get #peer(): string {
    return this.peerId ?? this.#peerAround ?? ''
  }

  #streams(): PeerStream[] {
    const streams = this.membership.session?.streams.of(this.#peer) ?? []
    return streams.filter(
      ({ stream, metadata }) =>
        stream.getTracks().some(({ kind }) => kind === this.kind) && (!this.label || labelOf(metadata) === this.label),
    )
  }

  #elements(): HTMLMediaElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLMediaElement>(this.kind)]
  }

  async #play(element: HTMLMediaElement): Promise<void> {
    const { srcObject: stream } = element
    if (!(stream instanceof MediaStream)) return
    try {
      await element.play()
      if (this.#blocked.delete(stream)) this.requestUpdate()
    } catch (error) {
      // Anything else means that the stream went away meanwhile, or that it has nothing to play yet.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return
      if (!this.isConnected || this.#blocked.has(stream)) return
      this.#blocked.add(stream)
      this.requestUpdate()
      this.emit('trystero-autoplay-blocked', { stream, peerId: this.#peer })
    }
  }

  /** Browsers allow to play after any gesture on the page, so it need not be one on the button. */
  #awaitGesture(): void {
    this.#gestures?.abort()
    if (!this.#blocked.size) return
    this.#gestures = new AbortController()
    const options = { capture: true, passive: true, signal: this.#gestures.signal }
    for (const gesture of GESTURES) this.ownerDocument.addEventListener(gesture, this.#playAll, options)
  }

  readonly #playAll = (): void => {
    for (const element of this.#elements()) void this.#play(element)
  }

  protected override render(): TemplateResult {
    const streams = this.#streams()
    return html`
      ${repeat(
        streams,
        ({ stream }) => stream,
        ({ stream }) => this.renderMedia(stream, this.label ?? this.#peer),
      )}
      ${streams.length ? nothing : html`<div part="waiting"><slot name="waiting"></slot></div>`}
      ${
        this.#blocked.size
          ? html`<button part="play-button" type="button" @click=${this.#playAll}>
              <slot name="play">Play</slot>
            </button>`
          : nothing
      }
    `
  }

  /** The media element for one stream. */
  protected abstract renderMedia(stream: MediaStream, name: string): TemplateResult
}

function labelOf(metadata: unknown): unknown {
  return typeof metadata === 'object' && metadata !== null && 'label' in metadata ? metadata.label : undefined
}
