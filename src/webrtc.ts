// Stands in for `webrtc-polyfill`, which simple-peer imports, and which would bring a native module of its own to Node.
// The build resolves that import to this file.
import type { WebRtc } from './signaling.ts'

/** A configuration that may bring its WebRTC implementation along; simple-peer hands it through untouched. */
export interface ConnectionConfig extends RTCConfiguration {
  wrtc?: WebRtc | undefined
}

/** Makes a connection with the implementation in its configuration, or with the browser's. */
export function RTCPeerConnection(config: ConnectionConfig): globalThis.RTCPeerConnection {
  const { wrtc, ...plain } = config
  const Implementation = wrtc?.RTCPeerConnection ?? globalThis.RTCPeerConnection
  return new Implementation(plain)
}

// Connections take plain objects for both since 2017; the classes would be one more thing to pass along.

export function RTCSessionDescription(description: RTCSessionDescriptionInit): RTCSessionDescriptionInit {
  return description
}

/** Leaves out whatever else a peer may have said of it: simple-peer would trust that. */
export function RTCIceCandidate(said: RTCIceCandidateInit): RTCIceCandidateInit {
  const { candidate = '', sdpMid = null, sdpMLineIndex = null } = said
  return { candidate, sdpMid, sdpMLineIndex }
}
