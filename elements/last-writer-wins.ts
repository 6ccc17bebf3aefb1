import type { Json } from '../src/index.ts'

/** A value with who wrote it when, by Lamport's clock: a count that is always past every count seen. */
export type Entry = readonly [key: string, value: Json, clock: number, author: string]

/** Most keys held, and longest value in UTF-16 units of its JSON, so that a peer cannot fill the memory. */
const MAX_KEYS = 1000
const MAX_VALUE = 100_000

/** How far a clock may run ahead of ours: no people change a form that often, and a clock at its end could not be passed. */
const MAX_CLOCK_STEP = 2 ** 32

/**
 * Values by key that come out the same for everyone, whatever the order in which changes arrive: the later clock wins,
 * and of two equal ones the larger ID.
 */
export class LastWriterWins {
  readonly #author: string
  readonly #entries = new Map<string, Entry>()
  #clock = 0

  constructor(author: string) {
    this.#author = author
  }

  get entries(): Entry[] {
    return [...this.#entries.values()]
  }

  get(key: string): Json | undefined {
    return this.#entries.get(key)?.[1]
  }

  /** Writes a value of one's own. */
  set(key: string, value: Json): Entry {
    this.#clock += 1
    const entry: Entry = [key, value, this.#clock, this.#author]
    this.#entries.set(key, entry)
    return entry
  }

  /** Takes somebody's entry over if it is the later one. False if it is not, or if it is no entry at all. */
  merge(data: Json): boolean {
    if (!isEntry(data)) return false
    const [key, , clock, author] = data
    const present = this.#entries.get(key)
    if ((!present && this.#entries.size >= MAX_KEYS) || clock > this.#clock + MAX_CLOCK_STEP) return false
    this.#clock = Math.max(this.#clock, clock)
    if (present && (present[2] > clock || (present[2] === clock && present[3] >= author))) return false
    this.#entries.set(key, data)
    return true
  }
}

function isEntry(data: unknown): data is Entry {
  if (!Array.isArray(data) || data.length !== 4) return false
  const [key, value, clock, author] = data as unknown[]
  return (
    typeof key === 'string' &&
    typeof author === 'string' &&
    Number.isSafeInteger(clock) &&
    value !== undefined &&
    JSON.stringify(value).length + key.length + author.length <= MAX_VALUE
  )
}
