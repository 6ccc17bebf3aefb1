import { format, resolveConfig } from 'prettier'
import { elementsIn } from './manifest.js'
import { fieldsOf, methodsOf, writtenAttributes } from './settings.js'

/** @typedef {import('./manifest.js').ElementDeclaration} ElementDeclaration */
/** @typedef {import('./manifest.js').Item} Item */
/** @typedef {import('./manifest.js').Typed} Typed */

const INTRODUCTION = `
# The elements

<!-- Made by \`npm run docs\` from the comments in elements/*.ts: change it there. -->

All of them work in plain HTML without a script of the page's own, in any order, and wherever they are put by a parser, a
script or a framework. They find their room as the nearest \`<trystero-room>\` around them, or by \`for="id"\`.

- \`import 'trystero-elements'\` registers all of them, \`import 'trystero-elements/elements/trystero-room.js'\` one. Each class
  has a static \`define(tag?, registry?)\` that registers it under another name or in a scoped registry.
- Attributes are strings, numbers as strings, or booleans, which are there or not. Each has a property; objects are
  properties only. An attribute that is called reflected is for reading, from style sheets above all.
- Events bubble, cross shadow roots, and carry \`detail\`, whose type is given here.
- Parts are for \`::part(name)\`, states for \`:state(name)\`.
`

/**
 * The reference of all elements, in Markdown: `docs/elements.md`.
 *
 * @param {import('./manifest.js').Manifest} manifest
 * @param {string} path where it goes, for the format that applies there
 */
export async function reference(manifest, path) {
  const elements = elementsIn(manifest)
  const shared = sharedBy(elements)
  const text = [
    INTRODUCTION,
    table(
      ['Element', ''],
      elements.map(({ tagName, summary }) => [`[\`${tagName}\`](#${tagName})`, summary]),
    ),
    section(
      'Custom properties of all elements',
      ['Name', ''],
      shared.map((item) => [code(item.name), described(item)]),
    ),
    ...elements.map((element) => chapter(element, shared)),
  ].join('\n\n')
  return format(text, { ...(await resolveConfig(path)), parser: 'markdown' })
}

/**
 * The custom properties that every element has.
 *
 * @param {ElementDeclaration[]} elements
 */
function sharedBy([first, ...others]) {
  const has = (/** @type {ElementDeclaration} */ element, /** @type {Item} */ item) =>
    element.cssProperties.some(({ name }) => name === item.name)
  return first?.cssProperties.filter((item) => others.every((element) => has(element, item))) ?? []
}

/**
 * @param {ElementDeclaration} element
 * @param {Item[]} shared custom properties that are told elsewhere
 */
function chapter(element, shared) {
  const written = writtenAttributes(element)
  const fields = fieldsOf(element)
  const rows = (/** @type {Item[]} */ items) => items.map((item) => [code(item.name), described(item)])
  return [
    `## ${element.tagName}`,
    element.summary,
    element.description,
    section(
      'Attributes',
      ['Attribute', 'Property', 'Type', ''],
      written.map((attribute) => [
        code(attribute.name),
        code(attribute.fieldName ?? ''),
        code(attribute.type.text),
        described(attribute),
      ]),
    ),
    section(
      'Reflected',
      ['Attribute', 'Type', ''],
      element.attributes
        .filter((attribute) => !written.includes(attribute))
        .map((attribute) => [code(attribute.name), code(attribute.type.text), described(attribute)]),
    ),
    section(
      'Properties',
      ['Property', 'Type', ''],
      fields
        .filter(({ name }) => !written.some(({ fieldName }) => fieldName === name))
        .map((field) => [
          code(field.name),
          code(field.type.text),
          `${field.readonly ? 'Read-only. ' : ''}${described(field)}`,
        ]),
    ),
    section(
      'Methods',
      ['Method', 'Returns', ''],
      methodsOf(element).map((method) => [code(signature(method)), code(method.return.type.text), described(method)]),
    ),
    section(
      'Events',
      ['Event', 'Detail', ''],
      element.events.map((event) => [code(event.name), code(detail(event)), described(event)]),
    ),
    section(
      'Slots',
      ['Slot', ''],
      element.slots.map((slot) => [slot.name ? code(slot.name) : '(default)', described(slot)]),
    ),
    section('Parts', ['Part', ''], rows(element.cssParts)),
    section(
      'Custom properties',
      ['Name', ''],
      rows(element.cssProperties.filter(({ name }) => !shared.some((item) => item.name === name))),
    ),
    section('States', ['State', ''], rows(element.cssStates)),
  ].join('\n\n')
}

/** @param {import('./manifest.js').Method} method */
function signature({ name, parameters = [] }) {
  const names = parameters.map((parameter) =>
    parameter.optional || parameter.default ? `${parameter.name}?` : parameter.name,
  )
  return `${name}(${names.join(', ')})`
}

/**
 * What is in `CustomEvent<…>`.
 *
 * @param {Typed} event
 */
function detail({ type }) {
  return type.text.replace(/^CustomEvent<(.*)>$/, '$1')
}

/** @param {Item} item */
function described({ description, default: value = 'null' }) {
  const sentence = `${description.charAt(0).toUpperCase()}${description.slice(1)}`
  return ['null', 'false', "''", 'Infinity'].includes(value) ? sentence : `${sentence} (${code(value)})`
}

/** @param {string} text */
function code(text) {
  return text && `\`${text}\``
}

/**
 * Nothing at all if the table would be empty.
 *
 * @param {string} title
 * @param {string[]} head
 * @param {string[][]} rows
 */
function section(title, head, rows) {
  return rows.length ? `### ${title}\n\n${table(head, rows)}` : ''
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
