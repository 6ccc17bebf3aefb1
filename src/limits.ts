// Everything a peer can make us hold or do, in one place. A peer that breaks a limit is refused; one that goes on is dropped.

/** Largest payload accepted from a peer, in bytes, unless `maxPayload` says otherwise: what a tab can still hold as one buffer. */
export const MAX_PAYLOAD_BYTES = 2 ** 30

/** Longest name of an action or a request, in UTF-8 bytes. It is sent once per link and kept. */
export const MAX_NAME_BYTES = 64

/** Largest metadata of a message or a stream, in bytes of JSON: it travels in one frame, with room to spare. */
export const MAX_METADATA_BYTES = 16_384

/** Largest frame sent, in bytes: a small message with the largest metadata is one. */
export const MAX_FRAME_BYTES = 32_768

/**
 * Largest piece of a payload that is cut up, in bytes: browsers read files in multiples of that. Larger ones carry no more,
 * by measurement, and a small message waits for one of each transfer.
 */
export const MAX_PIECE_BYTES = 16_384

/** Largest frame accepted, in bytes: what browsers offer as `sctp.maxMessageSize`. */
export const MAX_ACCEPTED_FRAME_BYTES = 262_144

/** Bytes kept waiting in a channel: two pieces. More carries no more, by measurement, and makes small messages wait. */
export const CHANNEL_BUFFER_BYTES = 32_768

/** Transfers one link sends at a time; others wait here, not at the peer. */
export const MAX_OUTGOING_TRANSFERS = 32

/** Unfinished transfers accepted from one peer: twice what a well-behaved one starts. */
export const MAX_INCOMING_TRANSFERS = 64

/**
 * Pieces that a payload may come in besides one for each so many bytes of it: a piece costs a browser a few hundred bytes
 * on top of what is in it.
 */
export const MAX_SMALL_PIECES = 1_024
export const MIN_MEAN_PIECE_BYTES = 1_024

/** Bytes that a stream's reader may leave unread before the sender has to wait: a fast link's worth of 50 ms and more. */
export const STREAM_WINDOW_BYTES = 4 * 2 ** 20

/** Bytes of whole messages kept per peer for actions that nobody here listens to yet. Larger ones wait with the sender. */
export const MAX_UNHEARD_BYTES = 4 * 2 ** 20

/** Messages kept per peer for actions that nobody here listens to yet. */
export const MAX_UNHEARD_MESSAGES = 1_000

/**
 * How long the sender of something large waits for a first listener, in milliseconds, before it is refused, and how long
 * what a peer has said is kept for one after it has left.
 */
export const UNHEARD_TIMEOUT_MS = 30_000

/** Different actions and requests one peer may name. */
export const MAX_ACTIONS_PER_PEER = 256

/** Streams, and tracks on their way, of one peer whose metadata is kept. */
export const MAX_MEDIA_PER_PEER = 64

/** Longest ID of a stream, in characters (RFC 8830, section 2: `msid-id`). */
export const MAX_STREAM_ID_LENGTH = 64

/** Sections of a connection's description: tracks both ways, and the data channel. Each takes a part of the browser. */
export const MAX_MEDIA_SECTIONS = 2 * MAX_MEDIA_PER_PEER + 1

/** How long a peer may take to admit us, in milliseconds: its user may be asked, and until then it holds a connection. */
export const JOIN_TIMEOUT_MS = 120_000

/** Messages of an admission kept for `exchange.receive()`, and the largest of them in bytes of JSON. */
export const MAX_EXCHANGE_MESSAGES = 16
export const MAX_EXCHANGE_BYTES = 16_384

/** Connections per room, joined or being made: a full mesh of more costs each browser more than it has. */
export const MAX_LINKS = 128

/** Connections being made at a time. Who is turned away is met at its next greeting. */
export const MAX_PENDING_LINKS = 48

/** Peers remembered per room after they have gone, so that old signals of theirs are known as old. */
export const MAX_REMEMBERED_PEERS = 1_000

/** Largest sealed signal, in characters: an SDP with every candidate is below 10,000. */
export const MAX_SIGNAL_LENGTH = 60_000

/** Candidates of one connection that are tried. */
export const MAX_CANDIDATES = 64

/** Signals opened per second, from a medium as a whole or from one peer, and how many may come at once. */
export const SIGNALS_PER_SECOND = 200
export const SIGNALS_AT_ONCE = 2_000

/** Refusals a peer may collect per second, and at once, before it is dropped. */
export const REFUSALS_PER_SECOND = 1
export const REFUSALS_AT_ONCE = 64
