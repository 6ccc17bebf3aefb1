import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, ts } from '@custom-elements-manifest/analyzer/index.js'
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js'

/**
 * The parts of a Custom Elements Manifest that are used here: https://custom-elements-manifest.dev has all.
 *
 * @typedef {object} Manifest
 * @property {string} schemaVersion
 * @property {Module[]} modules
 */

/**
 * @typedef {object} Module
 * @property {string} path
 * @property {Declaration[]} declarations
 * @property {unknown[]} exports
 */

/**
 * @typedef {object} Declaration
 * @property {string} name of the class
 * @property {string} [tagName] there if it is an element
 * @property {string} summary
 * @property {string} description
 * @property {object} superclass
 * @property {Attribute[]} attributes
 * @property {Member[]} members
 * @property {Typed[]} events
 * @property {Item[]} slots
 * @property {Item[]} cssParts
 * @property {Item[]} cssProperties
 * @property {Item[]} cssStates
 */

/** @typedef {Declaration & { tagName: string }} ElementDeclaration */

/**
 * @typedef {object} Item
 * @property {string} name
 * @property {string} description
 * @property {string | undefined} [default]
 */

/** @typedef {Item & { type: { text: string } }} Typed */
/** @typedef {Typed & { optional?: boolean }} Parameter */
/** @typedef {Typed & { fieldName?: string }} Attribute */
/** @typedef {Typed & { kind: 'field', static?: boolean, readonly?: boolean }} Field */
/** @typedef {Item & { kind: 'method', static?: boolean, parameters?: Parameter[], return: { type: { text: string } } }} Method */
/** @typedef {Field | Method} Member */

/** A default that is the name of a constant says nothing outside of its file. */
const CONSTANT = /^[A-Z_]+$/

const root = join(import.meta.dirname, '..', '..')

/**
 * The manifest of what is published, made from the JSDoc of the sources. Base classes are not published by themselves:
 * what an element inherits is listed with it.
 *
 * @returns {Manifest}
 */
export function readManifest() {
  const files = readdirSync(join(root, 'elements')).filter((file) => file.endsWith('.ts'))
  const sources = files.sort().map((file) => {
    const path = `elements/${file}`
    return ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true)
  })
  const { schemaVersion, modules } = create({ modules: sources, plugins: litPlugin() })
  return { schemaVersion, modules: modules.map(publishedModule).filter(({ declarations }) => declarations.length) }
}

/**
 * Every element of a manifest, in the order of their tags.
 *
 * @param {Manifest} manifest
 * @returns {ElementDeclaration[]}
 */
export function elementsIn(manifest) {
  return manifest.modules.flatMap(({ declarations }) => declarations.filter(isElement))
}

/**
 * @param {Declaration} declaration
 * @returns {declaration is ElementDeclaration}
 */
function isElement(declaration) {
  return declaration.tagName !== undefined
}

/**
 * @param {Module} module
 * @returns {Module}
 */
function publishedModule(module) {
  const path = `dist/${module.path.replace(/\.ts$/, '.js')}`
  const declarations = module.declarations.filter(isElement).map(publishedElement)
  return {
    ...module,
    path,
    declarations,
    exports: declarations.flatMap(({ name, tagName }) => [
      { kind: 'js', name, declaration: { name, module: path } },
      { kind: 'custom-element-definition', name: tagName, declaration: { name, module: path } },
    ]),
  }
}

/**
 * Leaves out what nobody can use, and what only helps to find the sources.
 *
 * @param {ElementDeclaration} element
 * @returns {ElementDeclaration}
 */
function publishedElement(element) {
  // The analyzer takes all paragraphs for the summary.
  const [summary = '', ...description] = element.summary.split('\n\n')
  const members = published(element.members)
  return {
    ...element,
    summary: unwrapped(summary),
    description: description.map(unwrapped).join('\n\n'),
    superclass: { name: 'LitElement', package: 'lit' },
    members,
    attributes: published(element.attributes).map((attribute) => withDefaultOf(members, attribute)),
    // The analyzer takes the variable in `new CustomEvent(type)` for the name of one more.
    events: published(element.events.filter(({ name }) => name.startsWith('trystero-'))),
    slots: published(element.slots),
    cssParts: published(element.cssParts),
    cssProperties: published(element.cssProperties),
    cssStates: published(element.cssStates),
  }
}

/**
 * @template {Item} Kind
 * @param {(Kind & { privacy?: string, inheritedFrom?: object })[]} [items] left out if there are none
 * @returns {Kind[]}
 * @throws {Error} if one of them has no description
 */
function published(items = []) {
  const kept = items.filter(({ privacy = 'public' }) => privacy === 'public')
  for (const item of kept) {
    if (!item.description) throw new Error(`The comments in elements/ say nothing about ${item.name}`)
    item.description = unwrapped(item.description)
    item.default = CONSTANT.test(item.default ?? '') ? undefined : item.default?.replaceAll(/(?<=\d)_/g, '')
    delete item.inheritedFrom
  }
  return kept
}

/**
 * An element may have another default than its base class, of which the analyzer takes that of the attribute.
 *
 * @param {Member[]} members
 * @param {Attribute} attribute
 */
function withDefaultOf(members, attribute) {
  const field = members.find(({ name }) => name === attribute.fieldName)
  return { ...attribute, default: field?.default }
}

/** @param {string} text a paragraph as it is broken into lines in the source */
function unwrapped(text) {
  return text.replaceAll(/\s*\n\s*/g, ' ')
}
