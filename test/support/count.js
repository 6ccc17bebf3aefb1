import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * How many tests passed and failed. One that is skipped has not passed, so it counts as failed.
 *
 * @typedef {{ passed: number, failed: number }} Count
 */

/**
 * Commands that are one check each: they succeed or not. They run side by side.
 *
 * @param {string[][]} commands each a script for Node and its arguments
 * @returns {Promise<Count>}
 */
export async function countChecks(...commands) {
  const results = await Promise.all(commands.map((command) => runNode(command)))
  const passed = results.filter(Boolean).length
  return { passed, failed: results.length - passed }
}

/**
 * Test files for browsers, run by Web Test Runner.
 *
 * @returns {Promise<Count>}
 */
export async function countBrowserTests() {
  return withCountFile(async (file) => {
    await runNode(['node_modules/@web/test-runner/dist/bin.js'], { COUNT_FILE: file })
    return /** @type {Count} */ (JSON.parse(readFileSync(file, 'utf8')))
  })
}

/**
 * Test files for Node's own test runner, one after the other: each may drive browsers of its own.
 *
 * @param {string[]} files
 * @returns {Promise<Count>}
 */
export async function countNodeTests(files) {
  if (files.length === 0) return { passed: 0, failed: 0 }
  return withCountFile(async (file) => {
    await runNode([
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${file}`,
      ...files,
    ])
    const tap = readFileSync(file, 'utf8')
    const total = (/** @type {string} */ name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0)
    return { passed: total('pass'), failed: total('tests') - total('pass') }
  })
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
 * @param {(file: string) => Promise<Count>} run writes its results into the file and reads them from there
 * @returns {Promise<Count>} a failure when the run ended without a result
 */
async function withCountFile(run) {
  const folder = await mkdtemp(join(tmpdir(), 'trystero-elements-'))
  try {
    return await run(join(folder, 'count'))
  } catch (error) {
    console.error(error)
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
