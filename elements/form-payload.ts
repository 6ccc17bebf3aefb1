import type { Json } from '../src/index.ts'

/** What a form says. */
export interface FormPayload {
  /** Undefined if the form has nothing but files. */
  readonly fields: Record<string, Json> | undefined
  readonly files: File[]
}

/** Reads a form as it would be submitted: disabled fields left out, the pressed button's value included. */
export function readForm(form: HTMLFormElement, submitter: HTMLElement | null): FormPayload {
  const data = new FormData(form, submitter)
  const files: File[] = []
  const fields = new Map<string, Json>()
  for (const name of new Set(data.keys())) {
    const texts: string[] = []
    for (const value of data.getAll(name)) {
      if (typeof value === 'string') texts.push(value)
      // An empty file field reads as one file without name and content.
      else if (value.size || value.name) files.push(value)
    }
    const [first, ...more] = texts
    if (first !== undefined) fields.set(name, more.length ? texts : first)
  }
  // From entries, not by assignment: a field may be called `__proto__`.
  return { fields: fields.size || !files.length ? Object.fromEntries(fields) : undefined, files }
}
