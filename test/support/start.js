// `npm start`: the demo with its own meeting places, until it is interrupted. PORT chooses the port.
import { networkInterfaces } from 'node:os'
import { startDemoServer } from './demo-server.js'

const FIRST_PORT = 8080
const LAST_PORT = 8099

/** Everybody in the local network may open the demo. */
const HOST = '0.0.0.0'

async function start() {
  if (process.env.PORT) return startDemoServer({ port: Number(process.env.PORT), host: HOST })
  for (let port = FIRST_PORT; port < LAST_PORT; port++) {
    try {
      return await startDemoServer({ port, host: HOST })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    }
  }
  return startDemoServer({ port: LAST_PORT, host: HOST })
}

const { url, port } = await start()

const lan = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal)
  .map(({ address }) => `http://${address}:${port}/`)

console.log(`
  Open this in two windows:  ${url}/
${lan.map((address) => `  From other devices:        ${address}`).join('\n')}

  Browsers give camera and cryptography to secure pages only: localhost is one, and other devices need https in front.
  Ctrl+C ends it.
`)
