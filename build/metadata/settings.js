/** @typedef {import('./manifest.js').ElementDeclaration} ElementDeclaration */
/** @typedef {import('./manifest.js').Attribute} Attribute */
/** @typedef {import('./manifest.js').Field} Field */
/** @typedef {import('./manifest.js').Method} Method */

/**
 * The attributes that people write. The others are only reflected, for style sheets and scripts to read.
 *
 * @param {ElementDeclaration} element
 */
export function writtenAttributes({ attributes }) {
  return attributes.filter(({ fieldName }) => fieldName !== undefined)
}

/**
 * The fields of an element, without those of its class.
 *
 * @param {ElementDeclaration} element
 * @returns {Field[]}
 */
export function fieldsOf({ members }) {
  return members.filter((member) => member.kind === 'field').filter((field) => !field.static)
}

/**
 * The methods of an element, without those of its class.
 *
 * @param {ElementDeclaration} element
 * @returns {Method[]}
 */
export function methodsOf({ members }) {
  return members.filter((member) => member.kind === 'method').filter((method) => !method.static)
}

/**
 * What an attribute takes in markup, as a TypeScript type. Lists are written as a string there, and null is to leave the
 * attribute out.
 *
 * @param {Attribute} attribute
 */
export function markupType({ type }) {
  return alternatives(type.text)
    .filter((text) => text !== 'null' && !text.endsWith('[]'))
    .join(' | ')
}

/**
 * The values that an attribute is limited to, if it is.
 *
 * @param {Attribute} attribute
 */
export function markupValues(attribute) {
  const texts = alternatives(markupType(attribute))
  return texts.every((text) => /^'.*'$/.test(text)) ? texts.map((text) => text.slice(1, -1)) : []
}

/** @param {string} type */
function alternatives(type) {
  return type.split(/\s*\|\s*/)
}
