import { elementsIn } from './manifest.js'
import { fieldsOf, markupType, writtenAttributes } from './settings.js'

/** @typedef {import('./manifest.js').Attribute} Attribute */
/** @typedef {import('./manifest.js').Item} Item */

/**
 * Web-types, which JetBrains' editors read (https://github.com/JetBrains/web-types).
 *
 * @param {import('./manifest.js').Manifest} manifest
 * @param {{ name: string, version: string }} packageInfo
 */
export function webTypes(manifest, { name, version }) {
  return {
    $schema: 'https://json.schemastore.org/web-types',
    name,
    version,
    'description-markup': 'markdown',
    contributions: {
      html: {
        elements: elementsIn(manifest).map((element) => ({
          name: element.tagName,
          description: [element.summary, element.description].filter(Boolean).join('\n\n'),
          attributes: writtenAttributes(element).map(attribute),
          slots: element.slots.map(described),
          js: {
            properties: fieldsOf(element).map((field) => ({
              ...withDefault(field),
              value: { type: field.type.text },
              'read-only': field.readonly ?? false,
            })),
            events: element.events.map((event) => ({ ...described(event), value: { type: event.type.text } })),
          },
          css: {
            parts: element.cssParts.map(described),
            properties: element.cssProperties.map(described),
          },
        })),
      },
    },
  }
}

/** @param {Attribute} attribute */
function attribute(attribute) {
  const type = markupType(attribute)
  return { ...withDefault(attribute), value: type === 'boolean' ? { kind: 'no-value', type } : { type } }
}

/** @param {Item} item */
function withDefault(item) {
  return item.default === undefined || item.default === 'null'
    ? described(item)
    : { ...described(item), default: item.default }
}

/** @param {Item} item */
function described({ name, description }) {
  return { name, description }
}
