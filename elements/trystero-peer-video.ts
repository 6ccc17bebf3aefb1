import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { PeerMedia } from './peer-media.ts'

/**
 * @summary Plays a peer's streams that have video.
 *
 * Shows every such stream that the peer shares, follows tracks that come and go, and offers a button when the browser
 * does not let it play by itself; the next gesture anywhere on the page starts it, too.
 *
 * @tag trystero-peer-video
 * @slot waiting - shown while the peer shares nothing
 * @slot play - text of the button that is shown when autoplay is blocked
 * @event {CustomEvent<{stream: MediaStream, peerId: string}>} trystero-autoplay-blocked - the browser wants a gesture
 *   first
 * @csspart video - each video
 * @csspart waiting - the box shown while there is none
 * @csspart play-button - the button shown when autoplay is blocked
 * @cssproperty [--trystero-video-ratio=16 / 9] - shape of the box
 * @cssstate waiting - the peer shares nothing
 * @cssstate blocked - the browser wants a gesture before it plays
 */
export class TrysteroPeerVideo extends PeerMedia {
  static override readonly tag: string = 'trystero-peer-video'

  protected override readonly kind = 'video'

  protected override renderMedia(stream: MediaStream, name: string): TemplateResult {
    return html`<video
      part="video"
      playsinline
      aria-label=${name}
      ?controls=${this.controls}
      .muted=${this.muted}
      .srcObject=${stream}
    ></video>`
  }
}

TrysteroPeerVideo.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-peer-video': TrysteroPeerVideo
  }
}
