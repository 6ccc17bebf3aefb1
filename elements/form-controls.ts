import type { Json } from '../src/index.ts'

/** A control that people set values with. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Secrets, files (which a page cannot set) and buttons (which have no value to change). */
const LEFT_OUT = new Set(['password', 'file', 'submit', 'button', 'image', 'reset'])

export function isControl(target: EventTarget | null): target is Control {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  )
}

/**
 * The controls by a key that is the same in every copy of the page: made of the name (or ID), for a checkbox of its
 * value too, and of the position among those of one name. Radio buttons of one name have one key.
 */
export function controlsByKey(controls: Iterable<Control>): Map<string, Control[]> {
  const byKey = new Map<string, Control[]>()
  for (const control of controls) {
    const name = control.name || control.id
    if (!name || LEFT_OUT.has(control.type)) continue
    if (control.type === 'radio') {
      const key = `${name}=`
      byKey.set(key, [...(byKey.get(key) ?? []), control])
      continue
    }
    const base = control.type === 'checkbox' ? `${name}=${control.value}` : name
    let key = base
    for (let position = 2; byKey.has(key); position += 1) key = `${base}#${position}`
    byKey.set(key, [control])
  }
  return byKey
}

/** The value of the controls of one key. */
export function readControls(controls: readonly Control[]): Json {
  const [control] = controls
  if (control instanceof HTMLSelectElement && control.multiple) {
    return [...control.selectedOptions].map(({ value }) => value)
  }
  if (control?.type === 'radio') return controls.find(isChecked)?.value ?? null
  if (control?.type === 'checkbox') return isChecked(control)
  return control?.value ?? null
}

/** Sets the value of the controls of one key; a value that does not fit them is ignored. */
export function writeControls(controls: readonly Control[], value: Json): void {
  for (const control of controls) {
    if (control instanceof HTMLSelectElement && control.multiple) {
      if (!Array.isArray(value)) continue
      for (const option of control.options) option.selected = value.includes(option.value)
    } else if (control instanceof HTMLInputElement && control.type === 'radio') {
      control.checked = control.value === value
    } else if (control instanceof HTMLInputElement && control.type === 'checkbox') {
      control.checked = value === true
    } else if (typeof value === 'string') {
      writeText(control, value)
    }
  }
}

/** Leaves the caret where it is while somebody else types in the same field. */
function writeText(control: Control, value: string): void {
  if (control instanceof HTMLSelectElement) {
    // An option that is not there, or not yet, would empty the choice.
    if ([...control.options].some((option) => option.value === value)) control.value = value
    return
  }
  const { selectionStart: start, selectionEnd: end } = control
  control.value = value
  // Kinds without a caret, such as a range, have null here. Setting it elsewhere would move the focus in some browsers.
  if (start !== null && isActive(control)) control.setSelectionRange(start, end)
}

/** Whether it has the focus of its page, even while the page itself has not. */
function isActive(control: Control): boolean {
  const root = control.getRootNode()
  return (root instanceof Document || root instanceof ShadowRoot) && root.activeElement === control
}

function isChecked(control: Control): boolean {
  return control instanceof HTMLInputElement && control.checked
}
