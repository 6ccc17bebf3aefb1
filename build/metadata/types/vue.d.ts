// Types of the elements in Vue's templates: `import type {} from 'trystero-elements/vue'` somewhere in the project is
// enough. Vue's compiler has to be told by itself which tags are custom elements, with `isCustomElement`.

import type { HTMLAttributes, PublicProps } from 'vue'
import type { TrysteroEventMap } from './types/elements/index.js'
import type { TrysteroTags } from './types/tags.js'

/** All events of the family on every tag, as they bubble. */
type Emit = <Type extends keyof TrysteroEventMap>(type: Type, event: TrysteroEventMap[Type]) => void

/** A tag, seen as a component. */
type VueTag<Name extends keyof TrysteroTags> = new () => {
  $props: Omit<HTMLAttributes, keyof TrysteroTags[Name]> & TrysteroTags[Name] & PublicProps
  $emit: Emit
}

/** What each tag takes in a template. */
export type VueTags = { [Name in keyof TrysteroTags]: VueTag<Name> }

declare module 'vue' {
  interface GlobalComponents extends VueTags {}
}
