/**
 * The expressions of security rules, parsed into functions: literals, variables, members, calls, `!`, comparisons, `&&`
 * and `||`. Arithmetic, `?:` and regular expressions are left out. They are a language of their own, never run as
 * JavaScript: only what a value offers by `member` can be reached.
 * https://firebase.google.com/docs/reference/security/database
 *
 * @typedef {ReadonlyMap<string, unknown>} Scope
 * @typedef {(scope: Scope) => unknown} Expression
 * @typedef {{ member(name: string): unknown }} Subject  a value with members, such as `data`
 */

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|(===?|!==?|<=|>=|&&|\|\||[<>!.,()[\]]))/y

/**
 * How tightly each operator binds, and what it does.
 *
 * @typedef {string | number} Ordered
 * @type {Map<string, { binding: number, apply: (a: unknown, b: () => unknown) => unknown }>}
 */
const OPERATORS = new Map([
  ['||', { binding: 1, apply: (a, b) => a === true || b() }],
  ['&&', { binding: 2, apply: (a, b) => a === true && b() }],
  ['==', { binding: 3, apply: (a, b) => a === b() }],
  ['===', { binding: 3, apply: (a, b) => a === b() }],
  ['!=', { binding: 3, apply: (a, b) => a !== b() }],
  ['!==', { binding: 3, apply: (a, b) => a !== b() }],
  ['<', { binding: 4, apply: (a, b) => compare(a, b()) < 0 }],
  ['<=', { binding: 4, apply: (a, b) => compare(a, b()) <= 0 }],
  ['>', { binding: 4, apply: (a, b) => compare(a, b()) > 0 }],
  ['>=', { binding: 4, apply: (a, b) => compare(a, b()) >= 0 }],
])

/** @param {unknown} a @param {unknown} b */
const compare = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b)
  throw new TypeError('security rule: only two numbers or two strings compare')
}

const CONSTANTS = new Map(
  /** @type {[string, unknown][]} */ ([
    ['true', true],
    ['false', false],
    ['null', null],
  ]),
)

/** @typedef {{ kind: 'number' | 'string' | 'name' | 'sign' | 'end', text: string }} Token */

/** @param {string} source @returns {Token[]} */
const tokenize = (source) => {
  const text = source.trimEnd()
  /** @type {Token[]} */
  const tokens = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw new SyntaxError(`security rule: unexpected ${JSON.stringify(text.slice(at))} in ${source}`)
    const [, number, string, name, sign] = match
    if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1).replace(/\\(.)/g, '$1') })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else tokens.push({ kind: 'sign', text: sign ?? '' })
  }
  return [...tokens, { kind: 'end', text: '' }]
}

/** What a string offers to an expression. */
const STRING_MEMBERS = new Map(
  /** @type {[string, (text: string) => unknown][]} */ ([
    ['length', (text) => text.length],
    ['contains', (text) => (/** @type {string} */ part) => text.includes(part)],
    ['beginsWith', (text) => (/** @type {string} */ part) => text.startsWith(part)],
    ['endsWith', (text) => (/** @type {string} */ part) => text.endsWith(part)],
  ]),
)

/** @param {unknown} subject @param {string} name */
const memberOf = (subject, name) => {
  if (typeof subject === 'string') {
    const member = STRING_MEMBERS.get(name)
    if (member) return member(subject)
  } else if (typeof subject === 'object' && subject !== null && 'member' in subject) {
    return /** @type {Subject} */ (subject).member(name)
  }
  throw new TypeError(`security rule: no .${name} here`)
}

class Parser {
  #tokens
  #at = 0

  /** @param {string} source */
  constructor(source) {
    this.#tokens = tokenize(source)
  }

  /** @returns {Expression} */
  parse() {
    const expression = this.#binary(1)
    if (this.#peek().kind !== 'end') throw new SyntaxError(`security rule: unexpected ${this.#peek().text}`)
    return expression
  }

  #peek() {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' }
  }

  #next() {
    const token = this.#peek()
    this.#at += 1
    return token
  }

  /** @param {string} sign */
  #accept(sign) {
    const found = this.#peek().kind === 'sign' && this.#peek().text === sign
    if (found) this.#at += 1
    return found
  }

  /** @param {string} sign */
  #expect(sign) {
    if (!this.#accept(sign)) throw new SyntaxError(`security rule: ${sign} expected, not ${this.#peek().text}`)
  }

  /** @param {number} binding @returns {Expression} */
  #binary(binding) {
    let left = this.#unary()
    for (;;) {
      const operator = this.#peek().kind === 'sign' ? OPERATORS.get(this.#peek().text) : undefined
      if (!operator || operator.binding < binding) return left
      this.#next()
      const [first, second] = [left, this.#binary(operator.binding + 1)]
      left = (scope) => operator.apply(first(scope), () => second(scope))
    }
  }

  /** @returns {Expression} */
  #unary() {
    if (this.#accept('!')) {
      const operand = this.#unary()
      return (scope) => operand(scope) !== true
    }
    return this.#postfix(this.#primary())
  }

  /** @param {Expression} subject @returns {Expression} */
  #postfix(subject) {
    if (this.#accept('.')) {
      const name = this.#next().text
      return this.#postfix((scope) => memberOf(subject(scope), name))
    }
    if (this.#accept('(')) {
      const values = this.#list(')')
      return this.#postfix((scope) => {
        const callee = subject(scope)
        if (typeof callee !== 'function') throw new TypeError('security rule: not a function')
        return callee(...values.map((value) => value(scope)))
      })
    }
    return subject
  }

  /** @param {string} end */
  #list(end) {
    /** @type {Expression[]} */
    const values = []
    while (!this.#accept(end)) {
      if (values.length > 0) this.#expect(',')
      values.push(this.#binary(1))
    }
    return values
  }

  /** @returns {Expression} */
  #primary() {
    if (this.#accept('(')) {
      const inner = this.#binary(1)
      this.#expect(')')
      return inner
    }
    if (this.#accept('[')) {
      const values = this.#list(']')
      return (scope) => values.map((value) => value(scope))
    }
    const { kind, text } = this.#next()
    if (kind === 'number') return () => Number(text)
    if (kind === 'string') return () => text
    if (kind !== 'name') throw new SyntaxError(`security rule: unexpected ${text || 'end'}`)
    return (scope) => {
      if (CONSTANTS.has(text)) return CONSTANTS.get(text)
      if (!scope.has(text)) throw new ReferenceError(`security rule: ${text} is not known`)
      return scope.get(text)
    }
  }
}

/** @param {string} source @returns {Expression} */
export const parseExpression = (source) => new Parser(source).parse()
