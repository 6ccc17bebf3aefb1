import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How often the memory is looked at, in milliseconds. */
const INTERVAL_MS = 200

/** Watches how much memory a process and all that it has started take together. */
export class MemoryWatch {
  #pid
  #before = 0
  #most = 0
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer

  /** @param {number} pid */
  constructor(pid) {
    this.#pid = pid
  }

  /** What was taken at most since then, and by whom, counts on top of what is taken now. */
  async start() {
    this.#before = await residentBytes(this.#pid)
    this.#most = this.#before
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS)
  }

  /** @returns {number} how much more than at the start was taken at most, in bytes */
  stop() {
    clearInterval(this.#timer)
    return this.#most - this.#before
  }

  async #look() {
    this.#most = Math.max(this.#most, await residentBytes(this.#pid))
  }
}

/**
 * The resident memory of a process and its descendants, in bytes.
 *
 * @param {number} root
 */
async function residentBytes(root) {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss='])
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const family = new Set([root])
  // In the order of their numbers a child may come before its parent: as long as somebody is found, look again.
  for (let size = 0; size !== family.size;) {
    size = family.size
    for (const [pid = 0, parent = 0] of processes) if (family.has(parent)) family.add(pid)
  }
  const kibibytes = processes.reduce((sum, [pid = 0, , rss = 0]) => sum + (family.has(pid) ? rss : 0), 0)
  return kibibytes * 1_024
}
