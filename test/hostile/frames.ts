import type { Frame } from '../../src/wire/frames.ts'

const encoder = new TextEncoder()

export const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

export const json = (value: unknown): Uint8Array<ArrayBuffer> => utf8(JSON.stringify(value))

type Start = Frame & { type: 'start' }

/** Names an action. */
export const port = (number: number, name: string): Frame => ({ type: 'port', port: number, kind: 0, name })

/** The action that victims listen to, as port 0. */
export const heard = port(0, 'heard')

/** The beginning of a payload for the action that is listened to; binary and not yet there, unless told otherwise. */
export const start = (transfer: number, rest: Partial<Omit<Start, 'type' | 'transfer'>>): Frame => ({
  type: 'start',
  transfer,
  port: 0,
  binary: true,
  size: 0,
  metadata: new Uint8Array(),
  body: new Uint8Array(),
  ...rest,
})
