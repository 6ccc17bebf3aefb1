import { ContextEvent as ContextRequestEvent } from '@lit/context'
import type { Context } from '@lit/context'
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** An element that consumes a context. */
export type ContextHost = ReactiveControllerHost & Element

/**
 * Gives an element the value of a context, for as long as it is in the page. Unlike `ContextConsumer` it needs no
 * order: the provider may be defined or inserted later. And the value can be asked for from another place than the
 * host's own, by the ID of an element, which may come later too.
 */
export class ContextController<Value> implements ReactiveController {
  readonly #host: ContextHost
  readonly #context: Context<unknown, Value>
  readonly #onValue: (value: Value | undefined) => void
  readonly #idWatcher = new MutationObserver(() => this.#follow())
  #id: string | null = null
  #target: Element | undefined
  #unsubscribe: (() => void) | undefined

  /** @param onValue gets each new value, and undefined when nobody provides one */
  constructor(host: ContextHost, context: Context<unknown, Value>, onValue: (value: Value | undefined) => void) {
    this.#host = host
    this.#context = context
    this.#onValue = onValue
    host.addController(this)
  }

  /** Asks from the element with this ID, or from the host's own place if null. */
  askFrom(id: string | null): void {
    if (id === this.#id) return
    this.#id = id
    if (this.#host.isConnected) this.hostConnected()
  }

  hostConnected(): void {
    // Capturing, as a provider stops the events of the providers inside it.
    document.addEventListener('context-provider', this.#onProvider, true)
    this.#watchIds()
    this.#ask()
  }

  hostDisconnected(): void {
    document.removeEventListener('context-provider', this.#onProvider, true)
    this.#idWatcher.disconnect()
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  readonly #onProvider = (event: Event & { context?: unknown }): void => {
    if (event.context === this.#context && (this.#id !== null || !this.#unsubscribe)) this.#ask()
  }

  #watchIds(): void {
    this.#idWatcher.disconnect()
    if (this.#id === null) return
    for (const root of rootsAround(this.#host)) {
      this.#idWatcher.observe(root, { subtree: true, childList: true, attributeFilter: ['id'] })
    }
  }

  /** Another element may have the ID now. */
  #follow(): void {
    if (this.#findTarget() !== this.#target) this.#ask()
  }

  #findTarget(): Element | undefined {
    if (this.#id === null) return this.#host
    for (const root of rootsAround(this.#host)) {
      const target = root.getElementById(this.#id)
      if (target) return target
    }
    return undefined
  }

  #ask(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    this.#target = this.#findTarget()
    // With an ID, somebody else asks for us: a provider that appears around the host must not take the request over.
    const asker = this.#id === null ? this.#host : document.createElement('i')
    this.#target?.dispatchEvent(new ContextRequestEvent(this.#context, asker, this.#receive, true))
    if (!this.#isSubscribed()) this.#onValue(undefined)
  }

  // A method, as the callback has changed the field behind the type checker's back.
  #isSubscribed(): boolean {
    return this.#unsubscribe !== undefined
  }

  readonly #receive = (value: Value, unsubscribe?: () => void): void => {
    if (unsubscribe !== this.#unsubscribe) this.#unsubscribe?.()
    this.#unsubscribe = unsubscribe
    this.#onValue(value)
  }
}

/** The shadow roots around an element, from the inside out, and the document. */
function rootsAround(element: Element): (Document | ShadowRoot)[] {
  const roots: (Document | ShadowRoot)[] = []
  let root = element.getRootNode()
  while (root instanceof ShadowRoot) {
    roots.push(root)
    root = root.host.getRootNode()
  }
  if (root instanceof Document) roots.push(root)
  return roots
}
