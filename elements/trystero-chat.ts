import { css, html } from 'lit'
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { selfId, TrysteroError } from '../src/index.ts'
import type { Payload } from '../src/index.ts'
import type { Channel } from './channel.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { baseStyles } from './styles.ts'

/** Lines kept in the log, so that a peer that never stops cannot fill it. */
const MAX_LINES = 500
/** Longest message in UTF-16 units; more is cut off. */
const MAX_TEXT = 10_000
/** Longest name in UTF-16 units; more is cut off. */
const MAX_NICKNAME = 64
/** How much of an ID stands for a name. */
const SHORT_ID = 6

/** What goes over the wire. */
type ChatLine = { text: string; nickname: string }

/**
 * @summary A whole chat: log, form, names.
 *
 * @tag trystero-chat
 * @slot label - what the log is called, read out only
 * @slot empty - shown while nothing has been said
 * @slot nickname-label - label of the field for the name
 * @slot message-label - label of the field for the message
 * @slot send - text of the button
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - a message could not be sent, or not to everybody
 * @csspart log - the log
 * @csspart message - a message in it; also `own` if it comes from here
 * @csspart author - who wrote it
 * @csspart text - what it says
 * @csspart form - the form
 * @csspart nickname - the field for the name
 * @csspart input - the field for the message
 * @csspart send - the button
 * @cssproperty [--trystero-chat-height=16em] - height of the log
 * @cssstate empty - nothing has been said
 */
export class TrysteroChat extends RoomMember {
  static override readonly tag: string = 'trystero-chat'
  static override styles: CSSResultGroup = [
    baseStyles,
    css`
      [part='log'] {
        overflow: auto;
        height: var(--trystero-chat-height, 16em);
        padding: var(--_gap);
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        overflow-wrap: anywhere;
      }
      [part='author'] {
        font-weight: bold;
      }
      [part~='own'] [part='author'] {
        color: var(--_accent);
      }
      [part='text'] {
        white-space: pre-wrap;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--_gap);
        align-items: end;
        margin-top: var(--_gap);
      }
      label {
        display: grid;
        flex: 3 1 10em;
        font-size: 0.875em;
      }
      label:first-child {
        flex: 1 1 6em;
      }
      input {
        width: 100%;
        font-size: max(1em, 16px);
      }
    `,
  ]

  static override properties: PropertyDeclarations = {
    name: {},
    nickname: { reflect: true },
  }

  /** Name of the action that carries the chat. */
  declare name: string
  /** The local user's name. */
  declare nickname: string

  #channel: Channel | undefined
  #lines: { line: ChatLine; peerId: string }[] = []
  /** Whether the log shows its end, and so should go on doing so. */
  #isAtEnd = true

  constructor() {
    super()
    this.name = 'trystero-chat'
    this.nickname = ''
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (changed.has('name')) this.membership.reattach()
    this.toggleState('empty', !this.#lines.length)
    this.#isAtEnd = !this.#log || this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 1
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    const channel = session.channel(this.name)
    this.#channel = channel
    signal.addEventListener('abort', () => (this.#channel = undefined))
    channel.listen({ message: (data, peerId) => this.#onMessage(data, peerId) }, signal)
  }

  protected override updated(): void {
    if (this.#isAtEnd) this.#log?.scrollTo({ top: this.#log.scrollHeight })
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>('[part=input]')
  }

  get #log(): Element | null {
    return this.renderRoot.querySelector('[part=log]')
  }

  #onMessage(data: Payload, peerId: string): void {
    if (isChatLine(data)) this.#append(data, peerId)
  }

  #append({ text, nickname }: ChatLine, peerId: string): void {
    const line = { text: text.slice(0, MAX_TEXT), nickname: nickname.slice(0, MAX_NICKNAME) }
    this.#lines = [...this.#lines, { line, peerId }].slice(-MAX_LINES)
    this.requestUpdate()
  }

  readonly #onSubmit = (event: SubmitEvent & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault()
    const text = this.#input?.value.trim()
    if (!text) return
    if (!this.#channel) {
      this.emitError(new TrysteroError('no-room', `<${this.localName}> is not in a room`))
      return
    }
    const line = { text, nickname: this.nickname }
    this.#append(line, selfId)
    this.#channel.send(line).catch((error: unknown) => this.emitError(error))
    event.currentTarget.reset()
  }

  readonly #onNickname = (event: Event & { currentTarget: HTMLInputElement }): void => {
    this.nickname = event.currentTarget.value
  }

  protected override render(): TemplateResult {
    return html`
      <span id="label" class="unseen"><slot name="label">Chat</slot></span>
      <div part="log" role="log" tabindex="0" aria-labelledby="label">
        <slot name="empty" ?hidden=${this.#lines.length > 0}></slot>
        ${this.#lines.map(
          ({ line, peerId }) =>
            html`<div part=${peerId === selfId ? 'message own' : 'message'}>
              <span part="author">${line.nickname || peerId.slice(0, SHORT_ID)}:</span>
              <span part="text">${line.text}</span>
            </div>`,
        )}
      </div>
      <form part="form" @submit=${this.#onSubmit}>
        <label>
          <slot name="nickname-label">Name</slot>
          <input
            part="nickname"
            autocomplete="nickname"
            maxlength=${MAX_NICKNAME}
            .defaultValue=${this.nickname}
            .value=${this.nickname}
            @input=${this.#onNickname}
          />
        </label>
        <label>
          <slot name="message-label">Message</slot>
          <input part="input" name="text" autocomplete="off" maxlength=${MAX_TEXT} required />
        </label>
        <button part="send"><slot name="send">Send</slot></button>
      </form>
    `
  }
}

TrysteroChat.define()

function isChatLine(data: Payload): data is ChatLine {
  return (
    typeof data === 'object' &&
    data !== null &&
    'text' in data &&
    typeof data.text === 'string' &&
    'nickname' in data &&
    typeof data.nickname === 'string'
  )
}

declare global {
  interface HTMLElementTagNameMap {
    'trystero-chat': TrysteroChat
  }
}
