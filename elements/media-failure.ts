import { TrysteroError } from '../src/index.ts'

/** Why a camera, microphone or screen is not shared. The names are slots and `:state()`s too. */
export type MediaFailure = 'denied' | 'missing' | 'busy' | 'ended' | 'stopped' | 'unsupported'

/** What people read unless the page says it in its own words. */
export const FAILURE_TEXTS: Readonly<Record<MediaFailure, string>> = {
  denied: 'Not allowed. You can change that in the browser’s settings for this page.',
  missing: 'No device found.',
  busy: 'The device cannot be used. Perhaps another program uses it.',
  ended: 'The device was disconnected.',
  stopped: 'No longer shared.',
  unsupported: 'This browser, or this page without https, cannot share it.',
}

/** By the name of the DOMException (Media Capture and Streams, 10.3; Screen Capture, 5.1). */
const FAILURES: Readonly<Partial<Record<string, MediaFailure>>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  // What getDisplayMedia says without a press of a button before.
  InvalidStateError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/** What a rejection of getUserMedia or getDisplayMedia means. */
export function mediaFailure(reason: unknown): MediaFailure {
  return (reason instanceof Error ? FAILURES[reason.name] : undefined) ?? 'unsupported'
}

/** The same as an error to report; its code is the failure's name. */
export function mediaError(failure: MediaFailure, cause?: unknown): TrysteroError {
  return new TrysteroError(failure, FAILURE_TEXTS[failure], { cause })
}
