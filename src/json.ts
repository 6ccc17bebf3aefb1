import { ConfigError } from './errors.ts'
import { MAX_METADATA_BYTES } from './limits.ts'

/** What JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** The fields of a value that may be an object, each of which may be missing. */
export type Fields = Readonly<Partial<Record<string, Json>>>

const utf8 = new TextEncoder()

/** Parses JSON. @throws SyntaxError when the text is none. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json
}

/** A value's fields, to be looked at one by one; none for what is no object. */
export function fieldsOf(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

/** A value as JSON, in UTF-8. @throws ConfigError, naming the argument `key`, when JSON cannot say it. */
export function encodeJson(key: string, value: unknown): Uint8Array {
  let json: string | undefined
  try {
    json = JSON.stringify(value)
  } catch (error) {
    throw new ConfigError(key, `cannot be written as JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  // Typed as a string, yet undefined for what JSON has no word for.
  if (typeof json === 'string') return utf8.encode(json)
  throw new ConfigError(key, `${typeof value} is neither JSON nor binary; send null for nothing`)
}

/** Metadata as JSON, empty for none. @throws ConfigError when JSON cannot say it, or it is too large. */
export function encodeMetadata(metadata: Json | undefined): Uint8Array {
  if (metadata === undefined) return new Uint8Array()
  const bytes = encodeJson('metadata', metadata)
  if (bytes.byteLength <= MAX_METADATA_BYTES) return bytes
  throw new ConfigError('metadata', `${bytes.byteLength} bytes of JSON; at most ${MAX_METADATA_BYTES} fit`)
}
