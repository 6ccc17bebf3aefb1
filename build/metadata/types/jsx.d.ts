// Types of the elements in JSX, for React 19, Preact and Solid: `import type {} from 'trystero-elements/jsx'` somewhere in
// the project is enough. Those of the three that are not installed are ignored.

import type { ElementOf, Handlers, OwnProps, Tag } from './types/settings.js'
import type { TrysteroTags } from './types/tags.js'
// @ts-ignore -- not installed
import type { ClassAttributes, HTMLAttributes as ReactAttributes } from 'react'
// @ts-ignore -- not installed
import type { HTMLAttributes as PreactAttributes } from 'preact'
// @ts-ignore -- not installed
import type { JSX as Solid } from 'solid-js'

/**
 * Solid lower-cases names: what has capitals needs `prop:`, and there is an attribute in its stead. Events need `on:`,
 * which leaves their names alone.
 */
type SolidProps<Name extends Tag> = {
  [Key in keyof TrysteroTags[Name] as SolidKey<Key & string>]: TrysteroTags[Name][Key]
} & Handlers<Name, 'on:'>

type SolidKey<Key extends string> = Key extends Lowercase<Key> ? Key : `prop:${Key}`

/** What each tag takes in React 19. */
export type ReactTags = {
  [Name in Tag]: Omit<ReactAttributes<ElementOf<Name>>, keyof OwnProps<Name>> &
    ClassAttributes<ElementOf<Name>> &
    OwnProps<Name>
}

/** What each tag takes in Preact. */
export type PreactTags = {
  [Name in Tag]: Omit<PreactAttributes<ElementOf<Name>>, keyof OwnProps<Name>> & OwnProps<Name>
}

/** What each tag takes in Solid. */
export type SolidTags = {
  [Name in Tag]: Omit<Solid.HTMLAttributes<ElementOf<Name>>, keyof SolidProps<Name>> & SolidProps<Name>
}

// @ts-ignore -- not installed
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends ReactTags {}
  }
}

// @ts-ignore -- not installed
declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements extends PreactTags {}
  }
}

// @ts-ignore -- not installed
declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements extends SolidTags {}
  }
}
