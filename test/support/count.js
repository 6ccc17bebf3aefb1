import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * How many tests passed, and which failed. One that is skipped has not passed, so it counts as failed.
 *
 * @typedef {{ passed: number, failures: string[] }} Count
 */

/**
 * Commands that are one check each: they succeed or not. They run side by side.
 *
 * @param {string[][]} commands each a script for Node and its arguments
 * @returns {Promise<Count>}
 */
export async function countChecks(...commands) {
  const results = await Promise.all(commands.map((command) => runNode(command)))
  const failures = commands.filter((_, i) => !results[i]).map((command) => command.join(' '))
  return { passed: commands.length - failures.length, failures }
}

/**
 * Test files for browsers, run by Web Test Runner.
 *
 * @returns {Promise<Count>}
 */
export async function countBrowserTests() {
  return withCountFile((file) => runNode(['node_modules/@web/test-runner/dist/bin.js'], { COUNT_FILE: file }))
}

/**
 * Test files for Node's own test runner, one after the other: each may drive browsers of its own.
 *
 * @param {string[]} files
 * @returns {Promise<Count>}
 */
export async function countNodeTests(files) {
  if (files.length === 0) return { passed: 0, failures: [] }
  return withCountFile((file) =>
    runNode([
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./test/support/node-count-reporter.js',
      `--test-reporter-destination=${file}`,
      ...files,
    ]),
  )
}

/**
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<boolean>} whether it succeeded
 */
async function runNode(command, env = {}) {
  const child = spawn(process.execPath, command, { stdio: 'inherit', env: { ...process.env, ...env } })
  const [code] = await once(child, 'exit')
  return code === 0
}

/**
 * @param {(file: string) => Promise<unknown>} run writes a `Count` into the file
 * @returns {Promise<Count>} a failure when the run ended without a result
 */
async function withCountFile(run) {
  const folder = await mkdtemp(join(tmpdir(), 'trystero-elements-'))
  const file = join(folder, 'count.json')
  try {
    await run(file)
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return { passed: 0, failures: [`No result: ${String(error)}`] }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
