import { registerStrategy, torrent } from '../src/index.ts'

// Small, and what most pages use.
registerStrategy('torrent', () => Promise.resolve(torrent))
// Fetched only by a page that names them.
registerStrategy('firebase', async () => (await import('../src/firebase.ts')).firebase)
registerStrategy('ipfs', async () => (await import('../src/ipfs.ts')).ipfs)
