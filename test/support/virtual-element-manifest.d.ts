declare module 'virtual:element-manifest' {
  interface Item {
    readonly name: string
    readonly description: string
    readonly default?: string
  }

  interface Typed extends Item {
    /** TypeScript, such as `string | null`. */
    readonly type: { readonly text: string }
  }

  /** An element, as the Custom Elements Manifest has it. */
  interface ElementDeclaration {
    readonly tagName: keyof HTMLElementTagNameMap
    /** Name of the class. */
    readonly name: string
    /** Those without a `fieldName` are only reflected. */
    readonly attributes: readonly (Typed & { readonly fieldName?: string })[]
    /** Fields and methods, those of the class (`static`) included. */
    readonly members: readonly (
      | (Typed & { readonly kind: 'field'; readonly static?: boolean; readonly readonly?: boolean })
      | (Item & { readonly kind: 'method'; readonly static?: boolean })
    )[]
    readonly events: readonly Typed[]
    readonly slots: readonly Item[]
    readonly cssParts: readonly Item[]
    readonly cssProperties: readonly Item[]
    readonly cssStates: readonly Item[]
  }

  /** All elements of the family, in the order of their tags. */
  export const elements: readonly ElementDeclaration[]
}
