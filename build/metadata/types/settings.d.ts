import type { TrysteroEventMap } from './elements/index.js'
import type { TrysteroTags } from './tags.js'

export type Tag = keyof TrysteroTags
export type ElementOf<Name extends Tag> = HTMLElementTagNameMap[Name]

/** Handlers of all events of the family, on every tag, as they bubble. */
export type Handlers<Name extends Tag, Prefix extends string> = {
  [Type in keyof TrysteroEventMap as `${Prefix}${Type}`]?:
    ((event: TrysteroEventMap[Type] & { readonly currentTarget: ElementOf<Name> }) => void) | undefined
}

/** For frameworks that set the property if there is one of that very name, else the attribute, and to which `on` is an event. */
export type OwnProps<Name extends Tag> = TrysteroTags[Name] & Handlers<Name, 'on'>
