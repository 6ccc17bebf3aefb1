import { expect } from '@open-wc/testing'
import { STREAM_WINDOW_BYTES } from '../../src/limits.ts'
import { closeFrames, joinByMemory, meet, uniqueName, type Peer } from '../support/peer.ts'
import { nextData, nextStream } from './messages.ts'
import { rejectionOf } from './rejection.ts'
import type { SendError } from '../../src/core.ts'

let one: Peer
let two: Peer

describe('receive with {stream: true}', () => {
  before(async () => {
    const name = uniqueName()
    ;[one, two] = await Promise.all([joinByMemory(name), joinByMemory(name)])
    await meet(one, two)
  })

  after(closeFrames)

  it('hands binary over as a stream of bytes, equal to what was sent', async () => {
    for (const size of [0, 1, 65_536, 3 * STREAM_WINDOW_BYTES + 7]) {
      const data = new Uint8Array(size).map((_, i) => i * 13)
      const read = nextStream(two.room, 'file').then(async (stream) => {
        const reader = stream.getReader()
        const pieces: Uint8Array<ArrayBuffer>[] = []
        for (;;) {
          const { done, value } = await reader.read()
          if (done) return new Blob(pieces)
          pieces.push(new Uint8Array(value))
        }
      })
      await one.room.makeAction('file')[0](new File([data], 'file'))
      expect(new Uint8Array(await (await read).arrayBuffer()), `${size} bytes`).to.deep.equal(data)
    }
  })

  it('is handed the stream before the last of it has come, with metadata and sender', async () => {
    const came = new Promise<unknown[]>((resolve) => {
      two.room.makeAction<ArrayBuffer>('early')[1]((...args) => resolve(args), { stream: true })
    })
    let isSent = false
    const sent = one.room.makeAction('early')[0](new Uint8Array(2 * STREAM_WINDOW_BYTES), null, { name: 'x' })
    void sent.then(() => (isSent = true))
    const [stream, ...rest] = await came
    expect(isSent).to.equal(false)
    expect(rest).to.deep.equal([one.id, { name: 'x' }])
    await Promise.all([sent, new Response(stream as ReadableStream).arrayBuffer()])
  })

  it('slows the sender down until it is read', async () => {
    const fractions: number[] = []
    const stream = nextStream(two.room, 'slow')
    const size = 4 * STREAM_WINDOW_BYTES
    const isFull = new Promise<void>((resolve) => {
      two.room.makeAction('slow')[2]((fraction) => {
        fractions.push(fraction)
        if (fraction >= 1 / 4) resolve()
      })
    })
    const sent = one.room.makeAction('slow')[0](new Uint8Array(size))
    const unread = await stream
    await isFull
    // Whatever was under way has come when an answer to something later has.
    await one.room.ping(two.id)
    await two.room.ping(one.id)
    expect(fractions.at(-1)).to.equal(1 / 4)
    await Promise.all([sent, new Response(unread).arrayBuffer()])
    expect(fractions.at(-1)).to.equal(1)
  })

  it('does not hold up what is sent besides', async () => {
    const stream = nextStream(two.room, 'unread')
    const long = one.room.makeAction('unread')[0](new Uint8Array(3 * STREAM_WINDOW_BYTES))
    const unread = await stream
    const heard = nextData(two.room, 'besides')
    await one.room.makeAction('besides')[0](new Uint8Array(300_000))
    expect(((await heard) as ArrayBuffer).byteLength).to.equal(300_000)
    await Promise.all([long, new Response(unread).arrayBuffer()])
  })

  it('stops the sender when its reader cancels', async () => {
    const stream = nextStream(two.room, 'cancelled')
    const sent = rejectionOf(one.room.makeAction('cancelled')[0](new Uint8Array(3 * STREAM_WINDOW_BYTES)))
    await (await stream).cancel()
    const error = (await sent) as SendError
    expect(error.peerIds).to.deep.equal([two.id])
    expect(error.errors[0]).to.include({ code: 'refused-cancelled' })
  })

  it('gets JSON as it was', async () => {
    const heard = new Promise((resolve) => two.room.makeAction('json')[1](resolve, { stream: true }))
    await one.room.makeAction('json')[0]({ large: 'x'.repeat(200_000) })
    expect(await heard).to.deep.equal({ large: 'x'.repeat(200_000) })
  })

  it('is as the latest callback wants it', async () => {
    const kinds: string[] = []
    const kindOf = (data: unknown): number => kinds.push(Object.prototype.toString.call(data))
    const [send] = one.room.makeAction('kinds')
    const [, receive] = two.room.makeAction<ArrayBuffer>('kinds')
    receive((data) => kindOf(data), { stream: true })
    await send(Uint8Array.of(1))
    receive((data) => kindOf(data))
    await send(Uint8Array.of(1))
    expect(kinds).to.deep.equal(['[object ReadableStream]', '[object ArrayBuffer]'])
  })
})
