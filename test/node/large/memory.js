import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
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
    this.#before = await heldBytes(this.#pid)
    this.#most = this.#before
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS)
  }

  /** @returns {number} how much more than at the start was taken at most, in bytes */
  stop() {
    clearInterval(this.#timer)
    return this.#most - this.#before
  }

  async #look() {
    this.#most = Math.max(this.#most, await heldBytes(this.#pid))
  }
}

/**
 * What a process and its descendants hold, in bytes: what they share is counted once, and files that are only mapped, such
 * as the browser's own code, are not (Linux, proc_pid_smaps_rollup(5)).
 *
 * @param {number} root
 */
async function heldBytes(root) {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
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
  const held = await Promise.all([...family].map(heldBytesOf))
  return held.reduce((sum, bytes) => sum + bytes, 0)
}

/** @param {number} pid */
async function heldBytesOf(pid) {
  // A process may be gone meanwhile.
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const kibibytes = [...rollup.matchAll(/^Pss_(?:Anon|Shmem): +(\d+) kB$/gm)].map(([, number]) => Number(number))
  return kibibytes.reduce((sum, number) => sum + number, 0) * 1_024
}
