// The first thing anybody tries: `npm start`, and the printed address in two windows.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { PAIRS, Seats } from './seats.js'

const START = join(import.meta.dirname, '..', 'support', 'start.js')

/** @type {import('node:child_process').ChildProcess} */
let demo
let url = ''

before(async () => {
  const child = spawn(process.execPath, [START], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  demo = child
  for await (const line of createInterface(child.stdout)) {
    url = /http:\/\/localhost:\d+\//.exec(line)?.[0] ?? ''
    if (url) return
  }
  throw new Error('npm start ended without printing an address')
})

after(async () => {
  demo.kill('SIGINT')
  await once(demo, 'exit')
})

const seats = new Seats()

describe('the demo', () => {
  for (const [one, other] of PAIRS) {
    it(`${one} and ${other} list each other, chat, and see each other on camera`, async () => {
      const ada = await seats.visit(one, url)
      const bob = await seats.visit(other, url)
      await Promise.all([ada.meets(bob), bob.meets(ada)])
      await ada.says('Hello Bob')
      await bob.reads('Hello Bob')
      await bob.says('Hello Ada')
      await ada.reads('Hello Ada')
      await Promise.all([ada.watches(), bob.watches()])
    })
  }
})
