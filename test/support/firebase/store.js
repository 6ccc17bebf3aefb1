import { hashOf } from './hash.js'
import { select } from './query.js'
import { Rules } from './rules.js'
import { formatPath, fromJson, parsePath, read, toJson, write } from './tree.js'

/**
 * What a database holds: its data, its rules and who listens to what.
 *
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./tree.js').Path} Path
 * @typedef {import('./rules.js').RulesFile} RulesFile
 * @typedef {{ path: Path, query?: import('./query.js').Query, tag?: number, push: Push }} Listener
 * @typedef {(action: 'd' | 'm', body: { p: string, d: unknown, t?: number }) => void} Push
 * @typedef {{ path: Path, json: unknown }} Change
 * @typedef {'ok' | 'permission_denied' | 'datastale'} Status
 */

/** @param {Path} path @param {Path} below */
const leadsTo = (path, below) => path.length <= below.length && path.every((key, index) => key === below[index])

export class Store {
  /** @type {Tree} */
  #data = null
  #rules
  /** @type {Set<Listener>} */
  #listeners = new Set()

  /** @param {RulesFile} rules */
  constructor(rules) {
    this.#rules = new Rules(rules)
  }

  /** @param {RulesFile} file */
  setRules(file) {
    this.#rules = new Rules(file)
  }

  /** Everything, as JSON, whatever the rules say. */
  get data() {
    return toJson(this.#data)
  }

  /** Writes whatever the rules say. @param {Path} path @param {unknown} json */
  overwrite(path, json) {
    this.#commit([path], write(this.#data, path, fromJson(json, read(this.#data, path))))
  }

  /** @param {Path} path @param {import('./query.js').Query | undefined} query @param {unknown} auth
   * @returns {{ status: Status, value: Tree }} */
  get(path, query, auth) {
    if (!this.#rules.canRead(path, this.#data, auth)) return { status: 'permission_denied', value: null }
    const value = read(this.#data, path)
    return { status: 'ok', value: query ? select(value, query) : value }
  }

  /** Starts to listen: what is there is pushed unless the client has it already, then every change.
   * @param {Listener} listener @param {string} knownHash @param {unknown} auth @returns {Status} */
  listen(listener, knownHash, auth) {
    const { status, value } = this.get(listener.path, listener.query, auth)
    if (status !== 'ok') return status
    this.#listeners.add(listener)
    if (knownHash === '' || hashOf(value) !== knownHash) this.#pushWhole(listener, value)
    return 'ok'
  }

  /** @param {Listener} listener */
  unlisten(listener) {
    this.#listeners.delete(listener)
  }

  /** Whether the changes would be allowed now. @param {readonly Change[]} changes @param {unknown} auth */
  allows(changes, auth) {
    const after = this.#apply(changes)
    return changes.every(({ path }) => this.#rules.canWrite(path, { before: this.#data, after, auth }))
  }

  /** Makes all changes at once, or none. @param {readonly Change[]} changes @param {unknown} auth @returns {Status} */
  change(changes, auth) {
    if (!this.allows(changes, auth)) return 'permission_denied'
    this.#commit(
      changes.map(({ path }) => path),
      this.#apply(changes),
    )
    return 'ok'
  }

  /** A transaction's write: only if the value is still the one it was computed from.
   * @param {Change} change @param {string} hash @param {unknown} auth @returns {Status} */
  changeFrom(change, hash, auth) {
    return hashOf(read(this.#data, change.path)) === hash ? this.change([change], auth) : 'datastale'
  }

  /** @param {readonly Change[]} changes */
  #apply(changes) {
    return changes.reduce(
      (data, { path, json }) => write(data, path, fromJson(json, read(this.#data, path))),
      this.#data,
    )
  }

  /** @param {Path[]} paths @param {Tree} data */
  #commit(paths, data) {
    const before = this.#data
    this.#data = data
    for (const listener of this.#listeners) {
      if (listener.query) this.#pushQuery(listener, before)
      else this.#pushChanges(listener, paths)
    }
  }

  /** @param {Listener} listener @param {Tree} before */
  #pushQuery({ path, query = {}, tag, push }, before) {
    const present = select(read(this.#data, path), query)
    if (hashOf(present) === hashOf(select(read(before, path), query))) return
    this.#pushWhole({ path, query, push, ...(tag !== undefined && { tag }) }, present)
  }

  /** @param {Listener} listener @param {Path[]} paths */
  #pushChanges(listener, paths) {
    if (paths.some((path) => leadsTo(path, listener.path))) {
      this.#pushWhole(listener, read(this.#data, listener.path))
      return
    }
    const below = paths.filter((path) => leadsTo(listener.path, path))
    const [first] = below
    if (first === undefined) return
    if (below.length === 1) {
      listener.push('d', { p: formatPath(first).slice(1), d: toJson(read(this.#data, first)) })
      return
    }
    const changed = below.map((path) => [
      formatPath(path.slice(listener.path.length)).slice(1),
      toJson(read(this.#data, path)),
    ])
    listener.push('m', { p: formatPath(listener.path).slice(1), d: Object.fromEntries(changed) })
  }

  /** @param {Listener} listener @param {Tree} value */
  #pushWhole({ path, tag, push }, value) {
    push('d', { p: formatPath(path).slice(1), d: toJson(value), ...(tag !== undefined && { t: tag }) })
  }
}

/** The changes that a merge of `json` at a path stands for. @param {Path} path @param {unknown} json @returns {Change[]} */
export const changesOfMerge = (path, json) =>
  Object.entries(json ?? {}).map(([key, value]) => ({ path: [...path, ...parsePath(key)], json: value }))
