/** Where a room is, and what there is to meet at. */
export interface Place {
  readonly room: string
  /** Whether this peer is the one that waits: some libraries know a caller and a called. */
  readonly isFirst: boolean
  /** A BitTorrent tracker that speaks WebSocket. */
  readonly trackerUrl: string
  /** The port of a PeerJS server on this machine. */
  readonly brokerPort: number
}

/** A connected peer. */
export interface Peer {
  say(value: number): void
  /** Sends a payload, cut up and throttled the way the library does or advises. */
  send(bytes: ArrayBuffer): void
}

/** What a library tells whoever has joined. */
export interface Owner {
  /** A peer is there, and data can flow. */
  onPeer(peer: Peer): void
  onValue(value: number): void
  /** A payload has arrived whole, with so many bytes. */
  onPayload(size: number): void
}

/** One library, as the benchmark uses it. */
export interface Library {
  join(place: Place, owner: Owner): void
}

/** How a room fared in which several joined at once. */
export interface MeshResult {
  /** Links seen from both of their ends. */
  readonly links: number
  /** From the first call to the last link, or to the limit. */
  readonly ms: number
}
