// Types of the elements in Svelte 5: `import type {} from 'trystero-elements/svelte'` somewhere in the project is enough.

import type { HTMLAttributes } from 'svelte/elements'
import type { ElementOf, OwnProps, Tag } from './types/settings.js'

/** What each tag takes in a component. */
export type SvelteTags = {
  [Name in Tag]: Omit<HTMLAttributes<ElementOf<Name>>, keyof OwnProps<Name>> & OwnProps<Name>
}

declare module 'svelte/elements' {
  interface SvelteHTMLElements extends SvelteTags {}
}
