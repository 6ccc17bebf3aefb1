// What editors, frameworks and the reference are told about the elements is what the sources do.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { elementsIn, readManifest } from '../../build/metadata/manifest.js'
import { reference } from '../../build/metadata/reference.js'
import { vscodeData } from '../../build/metadata/vscode-data.js'
import { webTypes } from '../../build/metadata/web-types.js'
import { CONTRACT } from './contract.js'
import { codeIn, codeOfElement, files, namesIn } from './sources.js'

const manifest = readManifest()
const elements = elementsIn(manifest)
const tags = elements.map(({ tagName }) => tagName)

it('docs/elements.md is what `npm run docs` makes', async () => {
  const path = join(import.meta.dirname, '..', '..', 'docs', 'elements.md')
  assert.equal(readFileSync(path, 'utf8'), await reference(manifest, path))
})

it('every tag of the contract is there, each in a file of its own', () => {
  const inFiles = files.map((file) => file.replace('.ts', '')).filter((name) => name.startsWith('trystero-'))
  assert.deepEqual(Object.keys(CONTRACT).sort(), [...tags].sort())
  assert.deepEqual(inFiles.sort(), [...tags, 'trystero-element'].sort())
})

it('editors are told of every tag', () => {
  const inWebTypes = webTypes(manifest, { name: 'trystero-elements', version: '0.0.0' }).contributions.html.elements
  assert.deepEqual(names(vscodeData(manifest).tags), tags)
  assert.deepEqual(names(inWebTypes), tags)
})

describe('of all elements together', () => {
  const code = files.map(codeIn).join('')

  it('every custom property is told of', () => {
    const told = elements.flatMap(({ cssProperties }) => names(cssProperties))
    assertIncludes(told, namesIn(code, /var\((--trystero-[a-z-]+)/g))
  })

  it('nothing is told of that is not there', () => {
    const told = elements.flatMap((element) => [
      ...names(element.slots),
      ...names(element.cssParts),
      ...names(element.cssProperties),
      ...names(element.cssStates),
      ...names(element.events),
    ])
    assertIncludes(namesIn(code, /(?<![\w-])((?:--)?[a-z][a-z-]*)(?![\w-])/g), told.filter(Boolean))
  })
})

for (const element of elements) {
  describe(element.tagName, () => {
    it('has all that users rely on', () => {
      const promised = CONTRACT[element.tagName]
      assert.ok(promised)
      assertIncludes(names(element.attributes), promised.attributes)
      assertIncludes(names(element.members), promised.members)
      assertIncludes(names(element.events), promised.events)
      assertIncludes(names(element.slots), promised.slots)
    })

    it('is told of with all its slots, parts, states and events', () => {
      const code = codeOfElement(`${element.tagName}.ts`)
      assertIncludes(names(element.slots), namesIn(code, /<slot name="([a-z-]+)"/g))
      assertIncludes(names(element.cssParts), namesIn(code, /\bpart="([a-z -]+)"/g))
      assertIncludes(names(element.cssStates), namesIn(code, /toggleState\('([a-z-]+)'/g))
      assertIncludes(names(element.events), namesIn(code, /emit\('(trystero-[a-z-]+)'/g))
    })
  })
}

/** @param {readonly { name: string }[]} items */
function names(items) {
  return items.map(({ name }) => name)
}

/**
 * @param {readonly string[]} all
 * @param {readonly string[]} some
 */
function assertIncludes(all, some) {
  const missing = some.filter((name) => !all.includes(name))
  assert.deepEqual(missing, [])
}
