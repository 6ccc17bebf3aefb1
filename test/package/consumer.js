import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const root = join(import.meta.dirname, '..', '..')

/**
 * A project that has installed the package as it would be published, in a folder of its own. Other packages are links
 * to ours, so that no registry is asked.
 *
 * @typedef {object} Consumer
 * @property {string} folder the project
 * @property {string} installed where the package is in it
 * @property {string[]} files what is in the package
 * @property {() => Promise<void>} remove
 */

/**
 * @param {string[]} packages what else the project has installed
 * @returns {Promise<Consumer>}
 */
export async function createConsumer(packages) {
  const folder = await mkdtemp(join(tmpdir(), 'trystero-elements-consumer-'))
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
  })
  const [{ filename, files }] = JSON.parse(stdout)
  await cp(join(import.meta.dirname, 'consumer'), folder, { recursive: true })
  const installed = join(folder, 'node_modules', 'trystero-elements')
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1'])
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), ...packages]) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(root, 'node_modules', name), link)
  }
  return {
    folder,
    installed,
    files: files.map((/** @type {{ path: string }} */ { path }) => path),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/**
 * Runs one of our development tools, or Node itself, in the project.
 *
 * @param {Consumer} consumer
 * @param {string[]} command a script below our node_modules, or Node's own flags, and arguments
 * @returns {Promise<string>} what it printed
 * @throws {Error} with what it printed, when it fails
 */
export async function runIn({ folder }, command) {
  try {
    return (await run(process.execPath, command, { cwd: folder })).stdout
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error)
    throw new Error(`${command.join(' ')}\n${stdout}\n${stderr}`, { cause: error })
  }
}

/** @param {string} path below our node_modules */
export function tool(path) {
  return join(root, 'node_modules', path)
}
