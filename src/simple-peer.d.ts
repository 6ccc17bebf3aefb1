// The part of simple-peer that link.ts uses.
declare module 'simple-peer' {
  export interface SimplePeerOptions {
    initiator: boolean
    trickle: boolean
    config: import('./webrtc.ts').ConnectionConfig
    channelConfig: RTCDataChannelInit
  }

  type SignalData = import('./link.ts').SignalData

  export default class SimplePeer {
    constructor(options: SimplePeerOptions)
    /** Undefined when the connection could not be made, or has been destroyed. */
    readonly _pc: RTCPeerConnection | null | undefined
    readonly _channel: RTCDataChannel | null
    signal(data: SignalData): void
    negotiate(): void
    destroy(error?: Error): void
    on(event: 'signal', listener: (data: SignalData) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    on(event: 'close', listener: () => void): this
  }
}
