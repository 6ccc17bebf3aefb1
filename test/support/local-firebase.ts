/** A Firebase Realtime Database of the test's own, on the server that serves the tests. */
export class LocalFirebase {
  readonly #name = `test-${crypto.randomUUID()}`
  /** What to give as `appId`. */
  readonly url = new URL(`/?ns=${this.#name}`, location.href.replace(/^http/, 'ws')).href

  /** Comes back after `stop`, with what was stored or with nothing. */
  async start({ erase = false }: { erase?: boolean } = {}): Promise<void> {
    await this.#control(erase ? 'start?erase' : 'start')
  }

  /** Drops all connections at once and refuses new ones. */
  async stop(): Promise<void> {
    await this.#control('stop')
  }

  /** All that it holds, as JSON; `null` when that is nothing. */
  async data(): Promise<string> {
    const response = await fetch(`/.json?ns=${this.#name}`, { headers: { authorization: 'Bearer owner' } })
    return response.text()
  }

  /** Resolves when it holds what is asked for. */
  async holds(isIt: (data: string) => boolean): Promise<void> {
    while (!isIt(await this.data()));
  }

  async #control(command: string): Promise<void> {
    const response = await fetch(`/__firebase/${this.#name}/${command}`, { method: 'POST' })
    if (!response.ok) throw new Error(`The test server answered ${response.status} to ${command}`)
  }
}
