// The types for each framework fit what the apps do, and refuse what does not work: see the `misuses` of each.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How each framework has its types checked. */
const CHECKS = {
  react: ['typescript/bin/tsc'],
  preact: ['typescript/bin/tsc'],
  solid: ['typescript/bin/tsc'],
  vue: ['vue-tsc/bin/vue-tsc.js'],
  svelte: ['svelte-check/bin/svelte-check', '--fail-on-warnings', '--tsconfig', 'tsconfig.json'],
}

describe('types', () => {
  for (const [framework, [tool = '', ...options]] of Object.entries(CHECKS)) {
    it(`fit ${framework}`, async () => {
      const script = join(import.meta.dirname, '..', '..', 'node_modules', tool)
      try {
        await run(process.execPath, [script, ...options], { cwd: join(import.meta.dirname, framework) })
      } catch (error) {
        throw new Error(/** @type {{ stdout: string }} */ (error).stdout, { cause: error })
      }
    })
  }
})
