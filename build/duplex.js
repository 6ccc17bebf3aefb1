/**
 * Stands in for streamx, which is half of what simple-peer weighs. simple-peer extends its `Duplex`, but src/link.ts
 * reads and writes the data channel itself: what is left of the stream is telling events, and being destroyed.
 */
export class Duplex {
  /** @type {Map<string, Set<(...values: unknown[]) => void>>} */
  #listeners = new Map()
  /** Set by simple-peer when it begins to end. */
  _destroying = false

  /** From the beginning of the end, so that nothing under way touches a connection that is going. */
  get destroyed() {
    return this._destroying
  }

  /**
   * @param {string} event
   * @param {(...values: unknown[]) => void} listener
   */
  on(event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return this
  }

  /**
   * @param {string} event
   * @param {(...values: unknown[]) => void} listener
   */
  once(event, listener) {
    const once = (/** @type {unknown[]} */ ...values) => {
      this.removeListener(event, once)
      listener(...values)
    }
    return this.on(event, once)
  }

  /**
   * @param {string} event
   * @param {(...values: unknown[]) => void} listener
   */
  removeListener(event, listener) {
    this.#listeners.get(event)?.delete(listener)
    return this
  }

  /**
   * @param {string} event
   * @param {unknown[]} values
   */
  emit(event, ...values) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(...values)
  }

  /** @param {Error} [error] */
  destroy(error) {
    this._destroy(() => this.emit('close'), error)
  }

  /**
   * simple-peer's own way to end.
   *
   * @param {() => void} done
   * @param {Error} [_error]
   */
  _destroy(done, _error) {
    done()
  }

  /** What simple-peer also calls when it ends, for those who read the stream. */
  end() {
    return this
  }
}
