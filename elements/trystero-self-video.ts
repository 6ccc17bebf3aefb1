import { css, html } from 'lit'
import type { PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import type { MediaFailure } from './media-failure.ts'
import { SelfMedia } from './self-media.ts'

/**
 * @summary Shares the local camera or screen with everyone in the room.
 *
 * Starts as soon as the room is there, unless `manual`; a screen always waits for a press of its button, as browsers
 * demand one. It shares with everyone who comes later too, and stops when the room is left or the element removed.
 *
 * @tag trystero-self-video
 * @slot start - text of the button that starts
 * @slot stop - text of the button that stops
 * @slot denied - said when the user or the browser does not allow it
 * @slot missing - said when there is no camera
 * @slot busy - said when the camera cannot be read
 * @slot ended - said when the camera has been pulled out
 * @slot stopped - said when the screen is no longer shared
 * @slot unsupported - said when the browser cannot do it
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - why there is nothing to share, as `error.code`:
 *   `denied`, `missing`, `busy`, `ended`, `stopped`, `unsupported`
 * @csspart video - the preview
 * @csspart controls - the row of button and message
 * @csspart button - the button
 * @csspart message - what went wrong
 * @cssproperty [--trystero-video-ratio=16 / 9] - shape of the preview
 * @cssstate starting - asking the user and the device
 * @cssstate live - sharing
 * @cssstate muted - sharing without sound
 * @cssstate denied - the user or the browser does not allow it
 * @cssstate missing - there is no camera
 * @cssstate busy - the camera cannot be read
 * @cssstate ended - the camera has been pulled out
 * @cssstate stopped - the screen is no longer shared
 * @cssstate unsupported - the browser cannot do it
 */
export class TrysteroSelfVideo extends SelfMedia {
  static override readonly tag: string = 'trystero-self-video'
  static override styles = [
    SelfMedia.styles,
    css`
      video {
        display: block;
        width: 100%;
        aspect-ratio: var(--trystero-video-ratio, 16 / 9);
        border-radius: var(--_radius);
        background: var(--_surface);
        object-fit: cover;
      }
      /* People know themselves from the mirror. */
      .camera {
        scale: -1 1;
      }
    `,
  ]

  static override properties: PropertyDeclarations = {
    source: {},
    audio: { type: Boolean },
  }

  /** What to capture: `camera` or `screen`. */
  declare source: 'camera' | 'screen'
  /** Capture sound as well. */
  declare audio: boolean

  constructor() {
    super()
    this.source = 'camera'
    this.audio = false
  }

  protected override needsGesture(): boolean {
    return this.source === 'screen'
  }

  protected override get startText(): string {
    return this.source === 'screen' ? 'Share screen' : 'Share camera'
  }

  protected override failureAtEnd(): MediaFailure {
    return this.source === 'screen' ? 'stopped' : 'ended'
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (this.hasUpdated && (changed.has('source') || changed.has('audio'))) this.restart()
  }

  protected override capture(): Promise<MediaStream> {
    const constraints = { video: true, audio: this.audio }
    const devices = navigator.mediaDevices
    return this.source === 'screen' ? devices.getDisplayMedia(constraints) : devices.getUserMedia(constraints)
  }

  protected override renderPreview(stream: MediaStream): TemplateResult {
    return html`<video
      part="video"
      class=${this.source}
      autoplay
      playsinline
      .muted=${true}
      .srcObject=${stream}
    ></video>`
  }
}

TrysteroSelfVideo.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-self-video': TrysteroSelfVideo
  }
}
