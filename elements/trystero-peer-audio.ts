import { css, html } from 'lit'
import type { TemplateResult } from 'lit'
import { PeerMedia } from './peer-media.ts'

/**
 * @summary Plays the sound of a peer's streams.
 *
 * Not seen unless it has `controls`, nobody is heard yet, or the browser does not let it play by itself. It plays
 * the sound of streams with video as well: beside a `<trystero-peer-video>` give it a `label`. What the browser has not
 * let play by itself starts with the next gesture anywhere on the page.
 *
 * @tag trystero-peer-audio
 * @slot waiting - shown while the peer shares nothing
 * @slot play - text of the button that is shown when autoplay is blocked
 * @event {CustomEvent<{stream: MediaStream, peerId: string}>} trystero-autoplay-blocked - the browser wants a gesture
 *   first
 * @csspart audio - each audio player
 * @csspart waiting - the box shown while there is none
 * @csspart play-button - the button shown when autoplay is blocked
 * @cssstate waiting - the peer shares nothing
 * @cssstate blocked - the browser wants a gesture before it plays
 */
export class TrysteroPeerAudio extends PeerMedia {
  static override readonly tag: string = 'trystero-peer-audio'
  static override styles = [
    PeerMedia.styles,
    css`
      [part='waiting'] {
        display: contents;
      }
      [part='play-button'] {
        position: static;
      }
    `,
  ]

  protected override readonly kind = 'audio'

  protected override renderMedia(stream: MediaStream, name: string): TemplateResult {
    return html`<audio
      part="audio"
      aria-label=${name}
      ?controls=${this.controls}
      .muted=${this.muted}
      .srcObject=${stream}
    ></audio>`
  }
}

TrysteroPeerAudio.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-peer-audio': TrysteroPeerAudio
  }
}
