import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { startHttpServer } from './http-server.js'

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.css': 'text/css; charset=utf-8',
})

/**
 * Serves a folder as any web host would, without looking into its files; the local meeting places are on its port.
 *
 * @param {string} folder
 * @param {Record<string, string>} [pages] HTML by path, such as `{'/page.html': '<trystero-room …'}`: what is not
 *   worth a file
 * @returns {Promise<import('./http-server.js').Running>}
 */
export async function startStaticServer(folder, pages = {}) {
  return startHttpServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const page = pages[path]
    if (page === undefined) {
      void sendFile(join(folder, normalize(path)), response)
    } else {
      response.writeHead(200, { 'Content-Type': TYPES['.html'] }).end(page)
    }
  })
}

/**
 * @param {string} file
 * @param {import('node:http').ServerResponse} response
 */
async function sendFile(file, response) {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(response)
}
