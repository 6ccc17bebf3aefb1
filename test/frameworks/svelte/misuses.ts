import type { SvelteHTMLElements } from 'svelte/elements'
import type {} from 'trystero-elements/svelte'

// Does not compile: what would go wrong only when it runs.

// @ts-expect-error -- not a number
export const property: SvelteHTMLElements['trystero-ping'] = { interval: 'often' }

// @ts-expect-error -- neither camera nor screen
export const choice: SvelteHTMLElements['trystero-self-video'] = { source: 'window' }

// @ts-expect-error -- read-only
export const readOnly: SvelteHTMLElements['trystero-room'] = { peers: [] }
