// The package has no types. This is what the benchmark uses of it.
declare module '@thaunknown/simple-peer/full.js' {
  /** A description or candidate: opaque to the page, which carries it. */
  export type SignalData = Readonly<Record<string, unknown>>

  interface Events {
    signal: [data: SignalData]
    connect: []
    data: [bytes: Uint8Array<ArrayBuffer>]
    drain: []
  }

  export default class SimplePeer {
    constructor(options: { initiator: boolean; config: RTCConfiguration })
    on<Name extends keyof Events>(name: Name, listener: (...values: Events[Name]) => void): void
    once<Name extends keyof Events>(name: Name, listener: (...values: Events[Name]) => void): void
    signal(data: SignalData): void
    send(bytes: Uint8Array): void
    /** False when the next one should wait for `drain`. */
    write(bytes: Uint8Array): boolean
  }
}
