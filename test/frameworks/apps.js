import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { startStaticServer } from '../support/static-server.js'

const PACKAGE = join(import.meta.dirname, '..', '..', 'dist')

/** Where a page that is made of tags only is served: its fragment is the name of the room. */
export const WITNESS = '/witness.html'

/** It is in the same room as the app, and keeps a list of who came and went in `seen`. */
const WITNESS_PAGE = `<!doctype html>
<meta charset="utf-8" />
<link rel="icon" href="data:," />
<script type="module" src="/package/cdn/trystero-elements.js"></script>
<trystero-room app-id="frameworks" tracker-urls="/tracker">
  <trystero-action name="chat">
    <ol id="messages"><template><li data-text="data"></li></template></ol>
  </trystero-action>
  <trystero-self-video manual hidden-preview></trystero-self-video>
</trystero-room>
<script>
  document.querySelector('trystero-room').setAttribute('name', location.hash.slice(1))
  const seen = []
  addEventListener('trystero-peer-join', () => seen.push('join'))
  addEventListener('trystero-peer-leave', () => seen.push('leave'))
</script>`

/**
 * Builds apps as their frameworks want it, and serves them together with the meeting place and witnesses.
 *
 * @param {readonly string[]} frameworks folders beside this file
 * @returns {Promise<import('../support/http-server.js').Running>} has `/<framework>/index.html`
 */
export async function startApps(frameworks) {
  const folder = await mkdtemp(join(tmpdir(), 'trystero-elements-frameworks-'))
  await symlink(PACKAGE, join(folder, 'package'))
  for (const framework of frameworks) {
    await build({
      root: join(import.meta.dirname, framework),
      logLevel: 'warn',
      build: { outDir: join(folder, framework), emptyOutDir: true, minify: false, chunkSizeWarningLimit: Infinity },
    })
  }
  const server = await startStaticServer(folder, { [WITNESS]: WITNESS_PAGE })
  return {
    ...server,
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}
