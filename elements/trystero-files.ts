import { css, html, nothing } from 'lit'
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { TrysteroError } from '../src/index.ts'
import { FileTransfers } from './file-transfers.ts'
import type { Transfer } from './file-transfers.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { baseStyles } from './styles.ts'

/** How much of an ID stands beside a file. */
const SHORT_ID = 6

/**
 * @summary Sends files to everyone in the room, and lists those that come, to save.
 *
 * Pick or drop. Each file shows its way to or from each peer and can be cancelled on both sides. What has come is never
 * opened: it can be saved, and is kept until it is removed, 1 GiB in all.
 *
 * @tag trystero-files
 * @slot label - text of the field that files are picked with or dropped on
 * @slot nobody - said when there is nobody to send to
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - a file was not sent, or not to everybody: `too-large`,
 *   `no-room`, `send`
 * @csspart drop - the field that files are picked with or dropped on
 * @csspart message - what went wrong
 * @csspart transfers - the list of files on their way
 * @csspart transfer - a file in it; also `in` or `out`, and `active`, `done` or `stopped`
 * @csspart name - its name
 * @csspart size - its size
 * @csspart peer - the short ID of its peer
 * @csspart progress - its progress bar
 * @csspart save - the link that saves it
 * @csspart button - the button that cancels or removes it
 * @cssstate dragging - files are held over it
 */
export class TrysteroFiles extends RoomMember {
  static override readonly tag: string = 'trystero-files'
  static override styles: CSSResultGroup = [
    baseStyles,
    css`
      [part='drop'] {
        display: block;
        padding: calc(3 * var(--_gap));
        border: 2px dashed var(--_border);
        border-radius: var(--_radius);
        text-align: center;
        cursor: pointer;
      }
      [part='drop']:focus-within,
      :host(:state(dragging)) [part='drop'] {
        border-color: var(--_accent);
        background: var(--_surface);
      }
      p {
        margin: 0;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: var(--_gap);
        align-items: center;
        margin-top: var(--_gap);
      }
      [part='name'] {
        flex: 1 1 8em;
        overflow-wrap: anywhere;
      }
      [part='size'],
      [part='peer'] {
        color: var(--_quiet);
        font-size: 0.875em;
      }
      progress {
        flex: 1 1 6em;
        accent-color: var(--_accent);
      }
      a {
        color: var(--_accent);
      }
    `,
  ]

  static override properties: PropertyDeclarations = {
    name: {},
    multiple: { type: Boolean },
    accept: {},
    maxSize: { attribute: 'max-size', type: Number },
    cancelText: { attribute: 'cancel-text' },
    removeText: { attribute: 'remove-text' },
    saveText: { attribute: 'save-text' },
    stoppedText: { attribute: 'stopped-text' },
  }

  /** Name of the action that carries the files. */
  declare name: string
  /** Several files at once. */
  declare multiple: boolean
  /** What to pick, as in `<input type="file">`. */
  declare accept: string
  /** Largest file sent or accepted, in bytes. No limit by default, but for what is kept in all. */
  declare maxSize: number
  /** What the button says that cancels. */
  declare cancelText: string
  /** What the button says that removes a file from the list. */
  declare removeText: string
  /** What the link says that saves. */
  declare saveText: string
  /** Said of a file that did not get through. */
  declare stoppedText: string

  readonly #transfers = new FileTransfers(() => this.requestUpdate())
  #message: TemplateResult | typeof nothing = nothing

  constructor() {
    super()
    this.name = 'trystero-files'
    this.multiple = false
    this.accept = ''
    this.maxSize = Infinity
    this.cancelText = 'Cancel'
    this.removeText = 'Remove'
    this.saveText = 'Save'
    this.stoppedText = 'Stopped'
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    setTimeout(() => {
      if (!this.isConnected) this.#transfers.clear()
    })
  }

  /** Sends files to everyone who is in the room now. Never rejects: `trystero-error` tells what went wrong. */
  async send(files: Iterable<File>): Promise<void> {
    this.#message = nothing
    this.requestUpdate()
    const peerIds = this.room?.getPeers() ?? []
    if (!peerIds.length) this.#message = html`<slot name="nobody">Nobody else is here yet.</slot>`
    await Promise.all([...files].flatMap((file) => peerIds.map((peerId) => this.#send(file, peerId))))
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (changed.has('name')) this.membership.reattach()
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    this.#transfers.attach(session, this.name, () => this.maxSize, signal)
  }

  async #send(file: File, peerId: string): Promise<void> {
    try {
      if (file.size > this.maxSize)
        throw new TrysteroError('too-large', `${file.name} has more than ${this.maxSize} bytes`)
      await this.#transfers.send(file, peerId)
    } catch (error) {
      if (error instanceof Error) this.#message = html`${error.message}`
      this.requestUpdate()
      this.emitError(error)
    }
  }

  #onPick({ currentTarget }: Event): void {
    if (!(currentTarget instanceof HTMLInputElement) || !currentTarget.files) return
    void this.send(currentTarget.files)
    // So that the same file can be picked again.
    currentTarget.value = ''
  }

  #onDrag(event: DragEvent): void {
    event.preventDefault()
    this.toggleState('dragging', event.type === 'dragover')
    if (event.type !== 'drop') return
    const files = [...(event.dataTransfer?.files ?? [])].filter((file) => isAccepted(file, this.accept))
    void this.send(this.multiple ? files : files.slice(0, 1))
  }

  protected override render(): TemplateResult {
    return html`
      <label part="drop" @dragover=${this.#onDrag} @dragleave=${this.#onDrag} @drop=${this.#onDrag}>
        <slot name="label">Choose or drop ${this.multiple ? 'files' : 'a file'}</slot>
        <input class="unseen" type="file" accept=${this.accept} ?multiple=${this.multiple} @change=${this.#onPick} />
      </label>
      <p part="message" role="status">${this.#message}</p>
      <ul part="transfers">
        ${repeat(
          this.#transfers.list,
          (transfer) => transfer,
          (transfer) => this.#renderTransfer(transfer),
        )}
      </ul>
    `
  }

  #renderTransfer(transfer: Transfer): TemplateResult {
    const { name, size, peerId, direction, state, fraction, url } = transfer
    const isActive = state === 'active'
    return html`
      <li part="transfer ${direction} ${state}">
        <span part="name">${name}</span>
        <span part="size">${formatBytes(size)}</span>
        <span part="peer">${direction === 'in' ? '←' : '→'} ${peerId.slice(0, SHORT_ID)}</span>
        ${
          state === 'stopped'
            ? html`<span>${this.stoppedText}</span>`
            : html`<progress part="progress" max="1" .value=${fraction} aria-label=${name}></progress>`
        }
        ${url ? html`<a part="save" href=${url} download=${name}>${this.saveText}</a>` : nothing}
        <button
          part="button"
          type="button"
          @click=${() => (isActive ? this.#transfers.cancel(transfer) : this.#transfers.remove(transfer))}
        >
          ${isActive ? this.cancelText : this.removeText}
        </button>
      </li>
    `
  }
}

TrysteroFiles.define()

/** Whether a dropped file is what `accept` asks for; the browser's own picker sees to it by itself. */
function isAccepted({ name, type }: File, accept: string): boolean {
  const wanted = accept
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter(Boolean)
  return (
    !wanted.length ||
    wanted.some((token) => {
      if (token.startsWith('.')) return name.toLowerCase().endsWith(token)
      return token.endsWith('/*') ? type.startsWith(token.slice(0, -1)) : type === token
    })
  )
}

/** Bytes as people write them, in the language of the browser. */
function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const format = { style: 'unit', unit: units[power], maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(undefined, format).format(bytes / 1000 ** power)
}

declare global {
  interface HTMLElementTagNameMap {
    'trystero-files': TrysteroFiles
  }
}
