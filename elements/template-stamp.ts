import { TrysteroElement } from './trystero-element.ts'

/** Elements whose text is run or applied: what a peer sends never becomes theirs. */
const ACTIVE_ELEMENTS = 'script, style'

/** The `<template>` that belongs to an element: one inside it, but not inside another element of the family. */
export function ownTemplate(owner: TrysteroElement): HTMLTemplateElement | undefined {
  return [...owner.querySelectorAll('template')].find((template) => isOwn(owner, template))
}

/** Whether no other element of the family stands between an element and its owner. */
export function isOwn(owner: TrysteroElement, element: Element): boolean {
  let parent = element.parentElement
  while (parent && !(parent instanceof TrysteroElement)) parent = parent.parentElement
  return parent === owner
}

/**
 * Clones a template and fills in `data-text="path"`: each element with it gets the value at that path as its text.
 * Values are never parsed as HTML, and only become text.
 */
export function stamp(template: HTMLTemplateElement, values: Readonly<Record<string, unknown>>): DocumentFragment {
  const fragment = document.importNode(template.content, true)
  for (const element of fragment.querySelectorAll<HTMLElement>('[data-text]')) {
    if (!element.matches(ACTIVE_ELEMENTS)) element.textContent = text(at(values, element.dataset.text ?? ''))
  }
  return fragment
}

/** The value at a path such as `data.user.name`. Sees own properties only, so that nothing inherited is shown. */
function at(values: unknown, path: string): unknown {
  let value = values
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

/** A value as people read it: strings as they are, nothing for nothing, the rest as JSON. */
function text(value: unknown): string {
  if (value === undefined || value === null || value instanceof ArrayBuffer) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
