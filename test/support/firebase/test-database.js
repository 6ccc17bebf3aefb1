import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { listenFirebase } from '../firebase-server.js'

/** @typedef {import('./rules.js').RulesFile} RulesFile */

/** Google's emulator, if the tests are to run against it. */
const emulator = process.env.FIREBASE_DATABASE_EMULATOR_HOST

// The SDK would send everything there, also what is for a server that a test can stop.
delete process.env.FIREBASE_DATABASE_EMULATOR_HOST

/**
 * An empty database for a test, with open rules unless others are given: Google's emulator when
 * `FIREBASE_DATABASE_EMULATOR_HOST` is set, else the local server.
 *
 * @param {{ rules?: RulesFile }} [options]
 */
export async function openTestDatabase({ rules } = {}) {
  const local = emulator === undefined ? await listenFirebase() : undefined
  const host = local?.host ?? emulator ?? ''
  const name = `test-${randomUUID()}`
  /** @param {string} path @param {RequestInit} [init] */
  const asOwner = async (path, init) => {
    const response = await fetch(`http://${host}${path}.json?ns=${name}`, {
      ...init,
      headers: { authorization: 'Bearer owner' },
    })
    return response.json()
  }
  if (rules) await asOwner('/.settings/rules', { method: 'PUT', body: JSON.stringify(rules) })
  return {
    url: `ws://${host}/?ns=${name}`,
    /** All that it holds; null when it is empty. @returns {Promise<unknown>} */
    data: () => asOwner('/'),
    /** @param {RulesFile} newRules */
    setRules: (newRules) => asOwner('/.settings/rules', { method: 'PUT', body: JSON.stringify(newRules) }),
    close: async () => {
      await asOwner('/', { method: 'DELETE' })
      await local?.close()
    },
  }
}

/** An empty database that can be stopped and started: always one of the local server. */
export async function openRestartableDatabase() {
  const { service, host, close } = await listenFirebase()
  const database = service.database('restartable')
  return {
    url: `ws://${host}/?ns=restartable`,
    data: () => database.data,
    stop: () => database.stop(),
    /** @param {{ erase?: boolean }} [options] */
    start: (options) => database.start(options),
    close,
  }
}

/** The rules that `docs/firebase.md` shows: the plain ones, then the strict ones. @returns {Promise<RulesFile[]>} */
export async function documentedRules() {
  const page = await readFile(new URL('../../../docs/firebase.md', import.meta.url), 'utf8')
  return [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json ?? ''))
}
