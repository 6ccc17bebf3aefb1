import { parseExpression } from './rules-expression.js'
import { Branch, parsePath, read, toJson } from './tree.js'

/**
 * Security rules: `.read` and `.write` cascade from the root to the path, `.validate` holds for every value that is
 * there after a write, from the root down to the last new leaf. https://firebase.google.com/docs/database/security
 *
 * @typedef {import('./rules-expression.js').Subject} Subject
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./tree.js').Path} Path
 * @typedef {{ readonly [key: string]: unknown }} RuleSet
 * @typedef {{ rules: RuleSet }} RulesFile  what `database.rules.json` holds
 * @typedef {{ before: Tree, after: Tree, auth: unknown }} Access
 */

/** Everything is allowed, as with an emulator that was given no rules. @type {RulesFile} */
export const OPEN_RULES = { rules: { '.read': true, '.write': true } }

/** What `data`, `newData` and `root` are to an expression. @implements {Subject} */
class RuleSnapshot {
  #root
  #path

  /** @param {Tree} root @param {Path} path */
  constructor(root, path) {
    this.#root = root
    this.#path = path
  }

  get #value() {
    return read(this.#root, this.#path)
  }

  /** @param {string} path */
  #has(path) {
    return read(this.#value, parsePath(path)) !== null
  }

  /** @param {string} name @returns {unknown} */
  member(name) {
    switch (name) {
      case 'val':
        return () => toJson(this.#value)
      case 'exists':
        return () => this.#value !== null
      case 'isString':
        return () => typeof this.#value === 'string'
      case 'isNumber':
        return () => typeof this.#value === 'number'
      case 'isBoolean':
        return () => typeof this.#value === 'boolean'
      case 'child':
        return (/** @type {string} */ path) => new RuleSnapshot(this.#root, [...this.#path, ...parsePath(path)])
      case 'parent':
        return () => new RuleSnapshot(this.#root, this.#path.slice(0, -1))
      case 'hasChild':
        return (/** @type {string} */ path) => this.#has(path)
      case 'hasChildren':
        return (/** @type {string[]} */ keys = []) =>
          this.#value instanceof Branch && keys.every((key) => this.#has(key))
      default:
        throw new TypeError(`security rule: a snapshot has no .${name}`)
    }
  }
}

/** @param {unknown} rules @returns {RuleSet} */
const ruleSetOf = (rules) => (typeof rules === 'object' && rules !== null ? /** @type {RuleSet} */ (rules) : {})

/** The rules for a child: its own, else those of the `$variable` that stands for any.
 * @param {RuleSet} rules @param {string} key @param {ReadonlyMap<string, string>} variables */
const descend = (rules, key, variables) => {
  if (Object.hasOwn(rules, key) && !key.startsWith('.')) return { rules: ruleSetOf(rules[key]), variables }
  const variable = Object.keys(rules).find((name) => name.startsWith('$'))
  if (variable === undefined) return { rules: {}, variables }
  return { rules: ruleSetOf(rules[variable]), variables: new Map([...variables, [variable, key]]) }
}

export class Rules {
  #rules
  /** @type {Map<string, import('./rules-expression.js').Expression>} */
  #parsed = new Map()

  /** @param {RulesFile} file */
  constructor(file) {
    this.#rules = ruleSetOf(file.rules)
  }

  /** @param {Path} path @param {Tree} data @param {unknown} auth */
  canRead(path, data, auth) {
    return this.#granted('.read', path, { before: data, after: data, auth })
  }

  /** @param {Path} path @param {Access} access */
  canWrite(path, access) {
    return this.#granted('.write', path, access) && this.#valid(path, access)
  }

  /** @param {'.read' | '.write'} right @param {Path} path @param {Access} access */
  #granted(right, path, access) {
    let here = { rules: this.#rules, variables: /** @type {ReadonlyMap<string, string>} */ (new Map()) }
    if (this.#holds(here.rules[right] ?? false, [], here.variables, access)) return true
    return path.some((key, index) => {
      here = descend(here.rules, key, here.variables)
      return this.#holds(here.rules[right] ?? false, path.slice(0, index + 1), here.variables, access)
    })
  }

  /** @param {Path} path @param {Access} access */
  #valid(path, access) {
    /** @param {RuleSet} rules @param {Path} at @param {ReadonlyMap<string, string>} variables @returns {boolean} */
    const validFrom = (rules, at, variables) => {
      const value = read(access.after, at)
      if (value === null) return true
      if (!this.#holds(rules['.validate'] ?? true, at, variables, access)) return false
      const next = path[at.length]
      const keys = next !== undefined ? [next] : value instanceof Branch ? [...value.keys()] : []
      return keys.every((key) => {
        const below = descend(rules, key, variables)
        return validFrom(below.rules, [...at, key], below.variables)
      })
    }
    return validFrom(this.#rules, [], new Map())
  }

  /** @param {unknown} rule @param {Path} path @param {ReadonlyMap<string, string>} variables @param {Access} access */
  #holds(rule, path, variables, { before, after, auth }) {
    if (typeof rule === 'boolean') return rule
    const source = String(rule)
    const expression = this.#parsed.get(source) ?? parseExpression(source)
    this.#parsed.set(source, expression)
    /** @type {Map<string, unknown>} */
    const scope = new Map([
      ...variables,
      ['auth', auth],
      ['now', Date.now()],
      ['root', new RuleSnapshot(before, [])],
      ['data', new RuleSnapshot(before, path)],
      ['newData', new RuleSnapshot(after, path)],
    ])
    try {
      return expression(scope) === true
    } catch {
      // As with Google's: a rule that cannot be evaluated denies.
      return false
    }
  }
}
