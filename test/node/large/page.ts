import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { joinRoom, type Room } from '../../../src/torrent.ts'

/** What the script that drives this page calls. */
export interface LargePage {
  /** Makes a file of its own in the origin's private file system, no two blocks of it equal; its hash. */
  make(name: string, bytes: number): Promise<string>
  join(): Promise<void>
  /** Sends the file to the one peer there is, through that action. */
  send(name: string, action: string): Promise<void>
  /** Receives one payload through that action, piece by piece or whole; its size in bytes and its hash. */
  receive(action: string, stream: boolean): Promise<{ bytes: number; hash: string }>
  /** Begins to receive one payload as a whole; resolves once that fraction has come. */
  receivePart(action: string, fraction: number): Promise<void>
  /** Resolves when the peer is gone. */
  left(): Promise<void>
}

const BLOCK_BYTES = 2 ** 20

let joined: Room | undefined

function roomOf(): Room {
  if (!joined) throw new Error('join first')
  return joined
}

async function fileNamed(name: string, create = false): Promise<FileSystemFileHandle> {
  const folder = await navigator.storage.getDirectory()
  return folder.getFileHandle(name, { create })
}

/** Web Crypto hashes in one go only. */
class Hash {
  readonly #hash = sha256.create()
  bytes = 0

  add(piece: Uint8Array): void {
    this.#hash.update(piece)
    this.bytes += piece.byteLength
  }

  end(): { bytes: number; hash: string } {
    return { bytes: this.bytes, hash: bytesToHex(this.#hash.digest()) }
  }
}

const page: LargePage = {
  async make(name, bytes) {
    const hash = new Hash()
    const block = new Uint8Array(BLOCK_BYTES)
    // As much as is handed out at once (Web Crypto, 10.1.1).
    for (let i = 0; i < BLOCK_BYTES; i += 65_536) crypto.getRandomValues(block.subarray(i, i + 65_536))
    const writable = await (await fileNamed(name, true)).createWritable()
    for (let written = 0; written < bytes; written += BLOCK_BYTES) {
      for (let i = 0; i < BLOCK_BYTES; i += 4_096) new DataView(block.buffer).setUint32(i, written / BLOCK_BYTES)
      hash.add(block)
      await writable.write(block)
    }
    await writable.close()
    return hash.end().hash
  },

  async join() {
    const trackerUrls = [new URL('/tracker', location.href.replace(/^http/, 'ws')).href]
    const room = joinRoom({ appId: 'large', trackerUrls }, 'room')
    joined = room
    await new Promise((resolve) => room.onPeerJoin(resolve))
  },

  async send(name, action) {
    const file = await (await fileNamed(name)).getFile()
    await roomOf().makeAction<Blob>(action)[0](file)
  },

  async receive(action, stream) {
    const [, receive] = roomOf().makeAction<Uint8Array>(action)
    const hash = new Hash()
    if (stream) {
      const received = await new Promise<ReadableStream<Uint8Array>>((resolve) => receive(resolve, { stream: true }))
      for await (const piece of received) hash.add(piece)
    } else {
      const received = await new Promise<ArrayBuffer>((resolve) => receive(resolve))
      hash.add(new Uint8Array(received))
    }
    return hash.end()
  },

  receivePart(action, fraction) {
    const [, receive, progress] = roomOf().makeAction<Uint8Array>(action)
    receive(() => undefined)
    return new Promise((resolve) =>
      progress((done) => {
        if (done >= fraction) resolve()
      }),
    )
  },

  left: () => new Promise((resolve) => roomOf().onPeerLeave(() => resolve())),
}

Object.assign(window, { page })
