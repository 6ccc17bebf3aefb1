/** A token bucket: so many at once, refilled at so many per second. */
export class RateLimit {
  readonly #perSecond: number
  readonly #atOnce: number
  #tokens: number
  #updatedAt = performance.now()

  constructor(perSecond: number, atOnce: number) {
    this.#perSecond = perSecond
    this.#atOnce = atOnce
    this.#tokens = atOnce
  }

  /** Takes one, or answers false when there is none left. */
  take(): boolean {
    const now = performance.now()
    this.#tokens = Math.min(this.#atOnce, this.#tokens + ((now - this.#updatedAt) / 1000) * this.#perSecond)
    this.#updatedAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
