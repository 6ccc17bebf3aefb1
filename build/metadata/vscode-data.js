import { elementsIn } from './manifest.js'
import { markupType, markupValues, writtenAttributes } from './settings.js'

/**
 * Custom data for the HTML editors of VS Code: completion and hover texts for tags and attributes
 * (https://github.com/microsoft/vscode-custom-data).
 *
 * @param {import('./manifest.js').Manifest} manifest
 */
export function vscodeData(manifest) {
  return {
    version: 1.1,
    tags: elementsIn(manifest).map((element) => ({
      name: element.tagName,
      description: { kind: 'markdown', value: [element.summary, element.description].filter(Boolean).join('\n\n') },
      attributes: writtenAttributes(element).map((attribute) => ({
        name: attribute.name,
        description: { kind: 'markdown', value: attribute.description },
        // The set `v` has no values: the attribute is there or not.
        ...(markupType(attribute) === 'boolean' ? { valueSet: 'v' } : {}),
        values: markupValues(attribute).map((name) => ({ name })),
      })),
    })),
  }
}
