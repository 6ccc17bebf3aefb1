// The package as its users get it: packed, installed in a project of its own, and used in each way that it can be.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { BROWSERS, launchBrowser } from '../support/browsers.js'
import { startStaticServer } from '../support/static-server.js'
import { createConsumer, runIn, tool } from './consumer.js'

/** @typedef {import('./consumer.js').Consumer} Consumer */

/** @type {Consumer} */
let consumer

before(async () => {
  consumer = await createConsumer(['firebase', '@types/trusted-types'])
})

after(async () => {
  await consumer.remove()
})

describe('the package', () => {
  it('contains what is built and what the law asks for, and nothing else', () => {
    for (const file of ['package.json', 'README.md', 'LICENSE']) assert.ok(consumer.files.includes(file), file)
    const others = consumer.files.filter(
      (file) => !/^(package\.json|README\.md|LICENSE|dist\/.+\.(js|d\.ts|json))$/.test(file),
    )
    assert.deepEqual(others, [])
  })

  it('has everything that its exports name', () => {
    const targets = Object.values(exportsOf(consumer)).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    )
    const missing = targets.flatMap(expand).filter((file) => !existsSync(join(consumer.installed, file)))
    assert.deepEqual(missing, [])
  })

  it('asks for nothing that it does not depend on', () => {
    const { dependencies, peerDependencies } = manifestOf(consumer)
    const known = Object.keys({ ...dependencies, ...peerDependencies })
    for (const file of consumer.files.filter((file) => /^dist\/(?!cdn\/).*\.js$/.test(file))) {
      const code = readFileSync(join(consumer.installed, file), 'utf8')
      for (const [, name = ''] of code.matchAll(
        /(?:^|[;}])import\s*(?:[\w*{}$, ]*?\bfrom\s*)?["'`]([^."'`][^"'`]*)["'`]/g,
      )) {
        assert.ok(
          known.some((dependency) => name === dependency || name.startsWith(`${dependency}/`)),
          `${file}: ${name}`,
        )
      }
    }
  })
})

describe('its types', () => {
  for (const { module, moduleResolution } of [
    { module: 'ESNext', moduleResolution: 'Bundler' },
    { module: 'NodeNext', moduleResolution: 'NodeNext' },
  ]) {
    it(`fit every call, and refuse wrong ones, with moduleResolution ${moduleResolution}`, async () => {
      const flags = ['--module', module, '--moduleResolution', moduleResolution]
      await runIn(consumer, [tool('typescript/bin/tsc'), ...flags])
    })
  }
})

describe('on a server, without window', () => {
  for (const entry of entries()) {
    it(`imports ${entry}`, async () => {
      const code = `const module = await import(${JSON.stringify(entry)}); console.log(Object.keys(module).length)`
      const printed = await runIn(consumer, ['--input-type=module', '--eval', code])
      assert.ok(Number(printed) > 0)
    })
  }
})

describe('in a bundle', () => {
  it('of the library for one strategy, has neither Lit nor elements', async () => {
    const code = await bundle(`import { joinRoom } from 'trystero-elements/torrent'; console.log(joinRoom)`)
    assert.match(code, /RTCPeerConnection/)
    assert.doesNotMatch(code, /litElementVersions|trystero-chat|firebaseio|customElements/)
  })

  it('of one element, has that element registered and leaves the others out', async () => {
    const code = await bundle(`import 'trystero-elements/elements/trystero-ping.js'`)
    assert.match(code, /trystero-ping/)
    assert.doesNotMatch(code, /trystero-chat/)
  })

  for (const name of BROWSERS) {
    it(`of everything, brings two pages of ${name} together`, async () => {
      await bundle(`import 'trystero-elements'`)
      await assertPagesMeet(name, join(consumer.folder, 'dist'), '/bundle.js')
    })
  }
})

describe('by a script tag, on a page of tags alone', () => {
  for (const name of BROWSERS) {
    it(`brings two pages of ${name} together`, async () => {
      await assertPagesMeet(name, consumer.installed, '/dist/cdn/trystero-elements.js')
    })
  }
})

/**
 * Two pages with tags only each see the other.
 *
 * @param {import('../support/browsers.js').BrowserName} name
 * @param {string} folder what the static server serves
 * @param {string} script where the script is
 */
async function assertPagesMeet(name, folder, script) {
  const server = await startStaticServer(folder, {
    '/': `<!doctype html><script type="module" src="${script}"></script>
      <trystero-room app-id="package-test" name="${script}" tracker-urls="/tracker">
        <trystero-peers></trystero-peers>
      </trystero-room>`,
  })
  const browser = await launchBrowser(name)
  try {
    const pages = [await browser.newPage(), await browser.newPage()]
    /** @type {unknown[]} */
    const errors = []
    for (const page of pages) {
      page.on('pageerror', (error) => errors.push(error))
      await page.goto(`${server.url}/`)
    }
    await Promise.all(pages.map((page) => page.waitForSelector('trystero-room[peer-count="1"]')))
    assert.deepEqual(errors, [])
  } finally {
    await browser.close()
    await server.close()
  }
}

/**
 * Bundles an app that imports the package, as its users' bundlers do.
 *
 * @param {string} app its only module
 * @returns {Promise<string>} the code of all that a page loads at once
 */
async function bundle(app) {
  await writeFile(join(consumer.folder, 'app.js'), app)
  await runIn(consumer, [tool('vite/bin/vite.js'), 'build', '--logLevel', 'error'])
  return readFile(join(consumer.folder, 'dist', 'bundle.js'), 'utf8')
}

/** Every module of the package but the one for script tags, which is for pages only. */
function entries() {
  const elements = readdirSync(join(import.meta.dirname, '..', '..', 'dist', 'elements')).filter((file) =>
    file.endsWith('.js'),
  )
  return [
    'trystero-elements',
    ...['torrent', 'firebase', 'ipfs', 'core'].map((entry) => `trystero-elements/${entry}`),
    ...elements.map((file) => `trystero-elements/elements/${file}`),
  ]
}

/** @param {Consumer} installedIn */
function manifestOf({ installed }) {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
}

/**
 * @param {Consumer} installedIn
 * @returns {Record<string, string | Record<string, string>>}
 */
function exportsOf(installedIn) {
  return manifestOf(installedIn).exports
}

/**
 * The files that a target with a `*` stands for: one per element.
 *
 * @param {string} target
 */
function expand(target) {
  if (!target.includes('*')) return [target]
  return readdirSync(join(import.meta.dirname, '..', '..', 'elements'))
    .filter((file) => /^trystero-[a-z-]+\.ts$/.test(file) && file !== 'trystero-element.ts')
    .map((file) => target.replace('*', file.replace(/\.ts$/, '')))
}
