// `npm run build`: makes everything that is published, in `dist/`.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { writeMetadata } from './metadata/write.js'

const root = join(import.meta.dirname, '..')

rmSync(join(root, 'dist'), { recursive: true, force: true })
await build({ root, mode: 'library', logLevel: 'warn' })
await build({ root, mode: 'cdn', logLevel: 'warn' })
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
writeMetadata()
