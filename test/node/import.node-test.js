import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { buildLibrary } from './build.js'

// A server that renders pages imports what its pages import, and must neither break nor wait for it.

const run = promisify(execFile)

/** @type {Awaited<ReturnType<typeof buildLibrary>>} */
let library

/**
 * What a script prints in a Node of its own; it has to end by itself.
 *
 * @param {string} script
 */
async function printed(script) {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  return stdout.trim()
}

describe('In Node without WebRTC and without a window', () => {
  before(async () => {
    library = await buildLibrary()
  })

  after(() => library.remove())

  it('every entry can be imported, changes nothing and keeps nothing running', async () => {
    const files = await readdir(library.folder, { recursive: true })
    const entries = files.filter((file) => /^(elements\/)?[\w-]+\.js$/.test(file))
    assert.ok(entries.includes('torrent.js') && entries.includes('elements/trystero-room.js'))
    const script = (/** @type {string[]} */ entries) => `
      const before = Object.getOwnPropertyNames(globalThis)
      for (const url of ${JSON.stringify(entries.map(library.url))}) await import(url)
      console.log(...Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name)))`
    assert.equal(await printed(script(['core.js', 'torrent.js', 'firebase.js', 'ipfs.js'])), '')
    // With the elements comes Lit, and its stand-in for what servers do not have.
    assert.match(await printed(script(entries)), /^((customElements|lit\w+|reactive\w+)( |$))*$/)
  })

  for (const entry of ['torrent', 'firebase', 'ipfs']) {
    it(`joining by ${entry} says that it needs wrtc`, async () => {
      const script = `
        const { joinRoom, ConfigError } = await import(${JSON.stringify(library.url(`${entry}.js`))})
        try {
          joinRoom({ appId: 'node' }, 'room')
        } catch (error) {
          console.log(error instanceof ConfigError, error.code, error.key)
        }`
      assert.equal(await printed(script), 'true config wrtc')
    })
  }
})
