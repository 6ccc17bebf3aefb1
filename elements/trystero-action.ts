import { html } from 'lit'
import type { PropertyDeclarations, PropertyValues, TemplateResult } from 'lit'
import { selfId, TrysteroError } from '../src/index.ts'
import type { Json, Payload, Target } from '../src/index.ts'
import type { Channel } from './channel.ts'
import { readForm } from './form-payload.ts'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { isOwn, ownTemplate, stamp } from './template-stamp.ts'

/** Stamped messages kept in the page, so that a peer that never stops cannot fill it. The oldest go first. */
const MAX_STAMPS = 1000

/**
 * @summary Sends and receives messages of one kind.
 *
 * A `<form>` inside sends its fields as an object when it is submitted, and resets; fields of the same name become a
 * list, and each file is sent as binary of its own with `{name, type, size}` as metadata. A `<template>` inside is
 * stamped for every message, before the template itself; elements in it with `data-text="path"` show `peerId`, `data`,
 * `data.some.key` or `metadata.some.key` as text. The latest 1,000 stay.
 *
 * @tag trystero-action
 * @slot - a form, a template, and whatever stands around them
 * @event {CustomEvent<{data: Payload, peerId: string, metadata?: Json}>} trystero-message - a message has come
 * @event {CustomEvent<{fraction: number, peerId: string, metadata?: Json, direction: 'in' | 'out'}>} trystero-progress -
 *   part of a message has come (`in`) or gone (`out`)
 * @event {CustomEvent<{error: TrysteroError}>} trystero-error - the form's message could not be sent, or not to everybody
 */
export class TrysteroAction extends RoomMember {
  static override readonly tag: string = 'trystero-action'

  static override properties: PropertyDeclarations = {
    name: {},
    target: {},
    echo: { type: Boolean },
  }

  /** Name of the action, 1 to 64 UTF-8 bytes: peers hear each other on the same name. */
  declare name: string | null
  /** Peer IDs to send to, separated by spaces; none: all. */
  declare target: string | null
  /** Stamp the template for messages sent from here too. */
  declare echo: boolean

  #channel: Channel | undefined
  readonly #stamps: ChildNode[][] = []

  constructor() {
    super()
    this.name = null
    this.target = null
    this.echo = false
    this.addEventListener('submit', (event) => this.#onSubmit(event))
  }

  /**
   * Sends a payload, as a Room's action does.
   *
   * @param target a peer ID, a list, or null for all; by default what the attribute `target` says
   * @throws TrysteroError (`no-room`) outside of a room, SendError naming the peers that did not get it
   */
  async send(
    data: Payload,
    target: Target = this.#defaultTarget,
    metadata?: Json,
    onProgress?: (fraction: number, peerId: string, metadata: Json | undefined) => void,
  ): Promise<void> {
    if (!this.#channel) throw new TrysteroError('no-room', `<${this.localName}> is not in a room`)
    if (this.echo) this.#stampMessage({ data, peerId: selfId, metadata })
    await this.#channel.send(data, target, metadata, (fraction, peerId, itsMetadata) => {
      this.emit('trystero-progress', { fraction, peerId, metadata: itsMetadata, direction: 'out' })
      onProgress?.(fraction, peerId, itsMetadata)
    })
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (changed.has('name')) this.membership.reattach()
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    const channel = session.channel(this.name ?? '')
    this.#channel = channel
    signal.addEventListener('abort', () => (this.#channel = undefined))
    channel.listen(
      {
        message: (data, peerId, metadata) => {
          this.#stampMessage({ data, peerId, metadata })
          this.emit('trystero-message', { data, peerId, metadata })
        },
        progress: (fraction, peerId, metadata) =>
          this.emit('trystero-progress', { fraction, peerId, metadata, direction: 'in' }),
      },
      signal,
    )
  }

  get #defaultTarget(): Target {
    const peerIds = this.target?.split(/\s+/).filter(Boolean) ?? []
    return peerIds.length ? peerIds : null
  }

  #onSubmit(event: SubmitEvent): void {
    const form = event.target
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !isOwn(this, form)) return
    event.preventDefault()
    if (!this.#channel) {
      this.emitError(new TrysteroError('no-room', `<${this.localName}> is not in a room`))
      return
    }
    const { fields, files } = readForm(form, event.submitter)
    const sends = files.map((file) => this.send(file, undefined, { name: file.name, type: file.type, size: file.size }))
    if (fields) sends.push(this.send(fields))
    for (const send of sends) send.catch((error: unknown) => this.emitError(error))
    form.reset()
  }

  #stampMessage(message: { data: Payload; peerId: string; metadata: Json | undefined }): void {
    const template = ownTemplate(this)
    if (!template) return
    const fragment = stamp(template, message)
    this.#stamps.push([...fragment.childNodes])
    template.before(fragment)
    if (this.#stamps.length > MAX_STAMPS) for (const node of this.#stamps.shift() ?? []) node.remove()
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`
  }
}

TrysteroAction.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-action': TrysteroAction
  }
}
