/** The part of bittorrent-tracker that the local tracker uses. It comes without types. */
declare module 'bittorrent-tracker/server' {
  import type { EventEmitter } from 'node:events'
  import type { WebSocketServer } from 'ws'

  export interface AnnounceParams {
    /** How many peers of the swarm get one of the offers. */
    numwant: number
  }

  export interface TrackerServerOptions {
    http: boolean
    udp: boolean
    stats: boolean
    ws: { noServer: true; clientTracking: true }
    /** What clients are told about how often to announce, in milliseconds times five. */
    interval?: number
    /** Sees every announce before it is answered; calling back without an error lets it pass. */
    filter?: (infoHash: string, params: AnnounceParams, callback: (error?: Error) => void) => void
  }

  export default class TrackerServer extends EventEmitter {
    constructor(options: TrackerServerOptions)
    readonly ws: WebSocketServer
    close(callback?: () => void): void
  }
}
