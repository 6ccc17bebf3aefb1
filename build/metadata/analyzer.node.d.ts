// The analyzer has types for its plugins, but not for what it exports.

declare module '@custom-elements-manifest/analyzer/index.js' {
  import type * as typescript from 'typescript'

  export const ts: typeof typescript
  export function create(options: {
    modules: typescript.SourceFile[]
    plugins: unknown[]
  }): import('./manifest.js').Manifest
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): unknown[]
}
