/** What `start` may change about a tracker: see `TrackerOptions` in tracker.js. */
export interface TrackerOptions {
  /** How often clients are told to announce, in seconds. */
  interval?: number
  /** The most offers of one announce that it hands out. */
  maxOffers?: number
}

/** The tracker that all tests share. Who stops a tracker, or reads what passes through it, makes a `LocalTracker`. */
export const trackerUrl = new URL('/tracker', location.href.replace(/^http/, 'ws')).href

/** A tracker of the test's own, on the server that serves the tests. */
export class LocalTracker {
  readonly #name = crypto.randomUUID()
  readonly url = `${trackerUrl}/${this.#name}`

  /** Comes back after `stop`, or changes how it behaves. */
  async start(options: TrackerOptions = {}): Promise<void> {
    const query = new URLSearchParams(Object.entries(options).map(([key, value]) => [key, String(value)]))
    await this.#control(`start?${query.toString()}`)
  }

  /** Drops all connections at once and refuses new ones. */
  async stop(): Promise<void> {
    await this.#control('stop')
  }

  /** Everything that passed, as the tracker's operator would read it. */
  async messages(): Promise<string[]> {
    const response = await fetch(`/__tracker/${this.#name}/messages`)
    return (await response.json()) as string[]
  }

  async #control(command: string): Promise<void> {
    const response = await fetch(`/__tracker/${this.#name}/${command}`, { method: 'POST' })
    if (!response.ok) throw new Error(`The test server answered ${response.status} to ${command}`)
  }
}
