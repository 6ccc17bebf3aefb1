import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { RoomMember } from './room-member.ts'
import type { RoomSession } from './room-session.ts'
import { ownTemplate, stamp } from './template-stamp.ts'
import { TrysteroPeer } from './trystero-peer.ts'

/**
 * @summary Shows who is in the room.
 *
 * A `<template>` inside is stamped once per peer, in the order in which they joined, before the template itself and
 * wrapped in a `<trystero-peer>`; elements in it with `data-text="peerId"` show the ID. Without a template it shows a
 * list of IDs.
 *
 * @tag trystero-peers
 * @slot - a `<template>`, and whatever stands around it
 * @slot empty - shown while nobody else is there
 * @csspart list - the list of IDs, when there is no template
 * @csspart peer - an ID in it
 * @cssstate empty - nobody else is there
 */
export class TrysteroPeers extends RoomMember {
  static override readonly tag: string = 'trystero-peers'

  /** IDs of the connected peers, in the order in which they joined. */
  get peers(): readonly string[] {
    return this.#peers
  }

  #peers: readonly string[] = []
  #template: HTMLTemplateElement | undefined
  readonly #stamps = new Map<string, TrysteroPeer>()
  /** The parser may bring the template later than the element. */
  readonly #templateWatcher = new MutationObserver(() => this.requestUpdate())

  override connectedCallback(): void {
    super.connectedCallback()
    this.#templateWatcher.observe(this, { childList: true, subtree: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#templateWatcher.disconnect()
  }

  protected override attach(session: RoomSession, signal: AbortSignal): void {
    this.updateWithPeers(session, signal)
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    this.#peers = this.room?.getPeers() ?? []
    this.toggleState('empty', !this.#peers.length)
    this.#template = ownTemplate(this)
    this.#stampPeers()
    super.update(changed)
  }

  #stampPeers(): void {
    for (const [peerId, peer] of this.#stamps) {
      if (this.#template && this.#peers.includes(peerId)) continue
      peer.remove()
      this.#stamps.delete(peerId)
    }
    if (!this.#template) return
    for (const peerId of this.#peers) {
      if (this.#stamps.has(peerId)) continue
      const peer = new TrysteroPeer()
      peer.peerId = peerId
      peer.append(stamp(this.#template, { peerId }))
      this.#stamps.set(peerId, peer)
      this.#template.before(peer)
    }
  }

  protected override render(): TemplateResult {
    return html`
      <slot></slot>
      <slot name="empty" ?hidden=${this.#peers.length > 0}></slot>
      ${
        this.#template || !this.#peers.length
          ? nothing
          : html`<ul part="list">
              ${this.#peers.map((peerId) => html`<li part="peer">${peerId}</li>`)}
            </ul>`
      }
    `
  }
}

TrysteroPeers.define()

declare global {
  interface HTMLElementTagNameMap {
    'trystero-peers': TrysteroPeers
  }
}
