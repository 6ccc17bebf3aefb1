import { css, html, nothing } from 'lit'
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { FAILURE_TEXTS, mediaError, mediaFailure } from './media-failure.ts'
import type { MediaFailure } from './media-failure.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { StreamShare } from './stream-share.ts'
import { baseStyles } from './styles.ts'

const selfStyles = css`
  [part='controls'] {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_gap);
    align-items: center;
  }
  p {
    margin: 0;
  }
`

/**
 * What the elements have in common that share a camera, screen or microphone: capturing, sharing with everyone now and
 * later, and saying what went wrong.
 */
export abstract class SelfMedia extends RoomMember {
  static override styles: CSSResultGroup = [baseStyles, selfStyles]

  static override properties: PropertyDeclarations = {
    label: {},
    muted: { type: Boolean },
    hiddenPreview: { attribute: 'hidden-preview', type: Boolean },
    manual: { type: Boolean },
    stream: { attribute: false },
  }

  /** Goes with the stream as metadata, for elements with the same `label` on the other side. */
  declare label: string | null
  /** Share without sound, for the time being. */
  declare muted: boolean
  /** Do not show what is shared. */
  declare hiddenPreview: boolean
  /** Do not start by itself: a button or `start()` does. */
  declare manual: boolean
  /** What is shared. Set it to share a stream of your own, which `stop()` then lets go of, but does not end. */
  declare stream: MediaStream | null

  readonly #share = new StreamShare()
  #captured: MediaStream | undefined
  /** Ends with the capture, or the attempt at one. */
  #capture: AbortController | undefined
  #failure: MediaFailure | undefined
  #isStopped = false

  constructor() {
    super()
    this.label = null
    this.muted = false
    this.hiddenPreview = false
    this.manual = false
    this.stream = null
  }

  /** Captures and shares. Never rejects: states and `trystero-error` tell how it went. */
  async start(): Promise<void> {
    if (this.#capture || this.stream) return
    const capture = new AbortController()
    this.#capture = capture
    this.#isStopped = false
    this.#failure = undefined
    this.requestUpdate()
    try {
      const stream = await this.capture()
      capture.signal.addEventListener('abort', () => stream.getTracks().forEach((track) => track.stop()))
      if (this.#capture !== capture) capture.abort()
      else this.#use(stream, capture.signal)
    } catch (error) {
      if (this.#capture === capture) this.#fail(mediaFailure(error), error)
    }
  }

  /** Stops sharing, for everyone. */
  stop(): void {
    this.#isStopped = true
    this.#failure = undefined
    this.#end()
  }

  /** Asks the browser for the device or the screen. */
  protected abstract capture(): Promise<MediaStream>

  /** The state of a capture whose tracks have ended by themselves. */
  protected failureAtEnd(): MediaFailure {
    return 'ended'
  }

  /** Whether the browser wants a press of a button before it captures. */
  protected needsGesture(): boolean {
    return false
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    this.#share.session = session
    signal.addEventListener('abort', () => {
      this.#share.session = undefined
      // Not when the room is joined anew with other attributes.
      setTimeout(() => {
        if (this.membership.state === 'idle') this.#end()
      })
    })
    if (!this.manual && !this.needsGesture() && !this.#isStopped) void this.start()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    // A stream of the page's own takes the place of the captured one.
    if (changed.has('stream') && this.#captured && this.stream !== this.#captured) this.#endCapture()
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !this.muted
  }

  protected override updated(): void {
    this.#share.set(this.stream, this.label ? { label: this.label } : undefined)
    this.toggleState('starting', !!this.#capture && !this.stream)
    this.toggleState('live', !!this.stream)
    this.toggleState('muted', this.muted)
    for (const failure of Object.keys(FAILURE_TEXTS)) this.toggleState(failure, failure === this.#failure)
  }

  /** Captures anew if it is capturing, as something about the source has changed. */
  protected restart(): void {
    if (!this.#capture) return
    this.#end()
    void this.start()
  }

  #use(stream: MediaStream, signal: AbortSignal): void {
    this.#captured = stream
    this.stream = stream
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => this.#onTrackEnded(stream), { signal })
    }
  }

  #onTrackEnded(stream: MediaStream): void {
    const isOver = stream.getTracks().every(({ readyState }) => readyState === 'ended')
    if (isOver) this.#fail(this.failureAtEnd())
    else this.emitError(mediaError(this.failureAtEnd()))
  }

  #fail(failure: MediaFailure, cause?: unknown): void {
    this.#failure = failure
    // Not again by itself, for instance when the room is joined anew.
    this.#isStopped = true
    this.#end()
    this.emitError(mediaError(failure, cause))
  }

  #end(): void {
    this.#endCapture()
    this.stream = null
    this.requestUpdate()
  }

  #endCapture(): void {
    this.#capture?.abort()
    this.#capture = undefined
    this.#captured = undefined
  }

  readonly #onToggle = (): void => {
    if (this.stream) this.stop()
    else void this.start()
  }

  protected override render(): TemplateResult {
    const hasButton = this.manual || this.needsGesture() || this.#failure
    return html`
      ${this.stream && !this.hiddenPreview ? this.renderPreview(this.stream) : nothing}
      <div part="controls">
        ${
          hasButton
            ? html`<button
                part="button"
                type="button"
                ?disabled=${this.#capture && !this.stream}
                @click=${this.#onToggle}
              >
                ${
                  this.stream
                    ? html`<slot name="stop">Stop sharing</slot>`
                    : html`<slot name="start">${this.startText}</slot>`
                }
              </button>`
            : nothing
        }
        <p part="message" role="status">
          ${this.#failure ? html`<slot name=${this.#failure}>${FAILURE_TEXTS[this.#failure]}</slot>` : nothing}
        </p>
      </div>
    `
  }

  /** What the button says that starts sharing. */
  protected abstract get startText(): string

  protected abstract renderPreview(stream: MediaStream): TemplateResult
}
