import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { SelfMedia } from './self-media.ts'

/**
 * @summary Shares the local microphone with everyone in the room.
 *
 * Starts as soon as the room is there, unless `manual`. It shares with everyone who comes later too, and stops when
 * the room is left or the element removed.
 *
 * @tag trystero-self-audio
 * @slot live - said while the microphone is on
 * @slot muted - said while it is muted
 * @slot start - text of the button that starts
 * @slot stop - text of the button that stops
 * @slot denied - said when the user or the browser does not allow it
 * @slot missing - said when there is no microphone
 * @slot busy - said when the microphone cannot be read
 * @slot ended - said when the microphone has been pulled out
 * @slot unsupported - said when the browser cannot do it
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - why there is nothing to share, as `error.code`:
 *   `denied`, `missing`, `busy`, `ended`, `unsupported`
 * @csspart indicator - says that the microphone is on
 * @csspart controls - the row of button and message
 * @csspart button - the button
 * @csspart message - what went wrong
 * @cssstate starting - asking the user and the device
 * @cssstate live - sharing
 * @cssstate muted - sharing without sound
 * @cssstate denied - the user or the browser does not allow it
 * @cssstate missing - there is no microphone
 * @cssstate busy - the microphone cannot be read
 * @cssstate ended - the microphone has been pulled out
 * @cssstate unsupported - the browser cannot do it
 */
export class TrysteroSelfAudio extends SelfMedia {
  static override readonly tag: string = 'trystero-self-audio'

  protected override get startText(): string {
    return 'Share microphone'
  }

  protected override capture(): Promise<MediaStream> {
    return navigator.mediaDevices.getUserMedia({ audio: true })
  }

  protected override renderPreview(): TemplateResult {
    return html`<span part="indicator">
      ${this.muted ? html`<slot name="muted">Microphone muted</slot>` : html`<slot name="live">Microphone on</slot>`}
    </span>`
  }
}

TrysteroSelfAudio.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-self-audio': TrysteroSelfAudio
  }
}
