import { elementsIn } from './manifest.js'
import { fieldsOf, markupType, writtenAttributes } from './settings.js'

/** @typedef {import('./manifest.js').ElementDeclaration} ElementDeclaration */

/**
 * Declares what can be set on each tag, for the types of frameworks to be made of: `types/tags.d.ts`.
 *
 * @param {import('./manifest.js').Manifest} manifest
 */
export function tagTypes(manifest) {
  const elements = elementsIn(manifest)
  const classes = elements.map(({ name }) => name).join(', ')
  const tags = elements.map(({ tagName, name }) => `  '${tagName}': ${name}Settings\n`)
  return [
    `import type { ${classes} } from './elements/index.js'`,
    ...elements.map(settingsInterface),
    `/** What can be set on each tag: its properties, and its attributes where they have other names. */
export interface TrysteroTags {\n${tags.join('')}}\n`,
  ].join('\n\n')
}

/** @param {ElementDeclaration} element */
function settingsInterface(element) {
  const properties = fieldsOf(element)
    .filter(({ readonly }) => !readonly)
    .map((field) => ({ ...field, type: `${element.name}['${field.name}']` }))
  const attributes = writtenAttributes(element)
    .filter(({ name, fieldName }) => name !== fieldName)
    .map((attribute) => ({ ...attribute, type: markupType(attribute).replace('number', 'number | `${number}`') }))
  const lines = [...properties, ...attributes].map(
    ({ name, description, type }) => `  /** ${description} */\n  '${name}'?: ${type} | undefined\n`,
  )
  return `export interface ${element.name}Settings {\n${lines.join('')}}`
}
