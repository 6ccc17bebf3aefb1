interface ServerStatus {
  readonly addresses: readonly string[]
}

/** What a hub tells about itself: see `IpfsService` in ipfs-service.js. */
interface HubStatus extends ServerStatus {
  /** Passed on at present. */
  readonly topics: readonly string[]
  /** How many nodes are connected. */
  readonly peers: number
}

/** A server of the test's own, beside the server that serves the tests. */
class LocalServer<Status extends ServerStatus> {
  readonly #path: string

  constructor(kind: 'ipfs' | 'star') {
    this.#path = `/__${kind}/${crypto.randomUUID()}`
  }

  /** What goes into `swarmAddresses`. The first call starts the server. */
  async addresses(): Promise<readonly string[]> {
    return (await this.status()).addresses
  }

  /** Drops all connections at once and refuses new ones. */
  async stop(): Promise<void> {
    await request(`${this.#path}/stop`, 'POST')
  }

  /** Comes back after `stop`, at the same address. */
  async start(): Promise<void> {
    await request(`${this.#path}/start`, 'POST')
  }

  status(): Promise<Status> {
    return request(this.#path, 'GET')
  }

  /** Resolves once what it tells about itself is so. */
  async until(isIt: (status: Status) => boolean): Promise<void> {
    while (!isIt(await this.status()));
  }
}

/** A node that passes messages on. */
export class LocalHub extends LocalServer<HubStatus> {
  constructor() {
    super('ipfs')
  }
}

/** A webrtc-star signalling server. */
export class LocalStar extends LocalServer<ServerStatus> {
  constructor() {
    super('star')
  }
}

/** The hub that all tests share, on the port that serves the tests. Nobody stops it. */
export async function hubAddresses(): Promise<readonly string[]> {
  return (await request<HubStatus>('/__ipfs', 'GET')).addresses
}

async function request<Status>(path: string, method: string): Promise<Status> {
  const response = await fetch(path, { method })
  if (!response.ok) throw new Error(`The test server answered ${response.status} to ${path}`)
  return (await response.json()) as Status
}
