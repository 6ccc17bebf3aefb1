import { expect } from '@open-wc/testing'
import { STREAM_WINDOW_BYTES } from '../../../src/limits.ts'
import { rejectionOf } from '../rejection.ts'
import { Ends, type End, type EndOptions } from './link-ends.ts'

const WIDE: EndOptions = { maxFrameBytes: 65_536, maxPayload: 1_000 }

const random = (size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}

/** The stream that an end has been handed. */
function streamAt({ taken }: End): ReadableStream<Uint8Array> {
  const data = taken[0]?.data
  if (data instanceof ReadableStream) return data
  throw new Error('no stream has come')
}

/** Bytes of payload that have come to an end of the link. */
const bytesAt = ({ heard }: End): number =>
  heard.reduce((sum, frame) => sum + (frame.type === 'chunk' ? frame.body.byteLength : 0), 0)

async function streaming(data: Uint8Array<ArrayBuffer>) {
  const ends = new Ends(WIDE)
  ends.right.wanted = 'stream'
  const abort = new AbortController()
  const sent = ends.left.post(data, { signal: abort.signal })
  // So that a test may look at the reason later.
  sent.catch(() => undefined)
  await ends.settle()
  return { ends, sent, abort, stream: streamAt(ends.right) }
}

describe('a payload taken as a stream', () => {
  it('arrives equal, and above what is taken whole', async () => {
    const data = random(3 * STREAM_WINDOW_BYTES + 12_345)
    const { ends, sent, stream } = await streaming(data)
    const read = new Response(stream).arrayBuffer()
    await ends.deliverUntil(Promise.all([sent, read]))
    expect(new Uint8Array(await read)).to.deep.equal(data)
  })

  it('arrives equal at every size around a frame', async () => {
    for (const size of [0, 1, 65_487, 65_488, 65_489, 131_073]) {
      const data = random(size)
      const { ends, sent, stream } = await streaming(data)
      const read = new Response(stream).arrayBuffer()
      await ends.deliverUntil(Promise.all([sent, read]))
      expect(new Uint8Array(await read), `${size} bytes`).to.deep.equal(data)
    }
  })

  it('stops its sender when nobody reads, and goes on when somebody does', async () => {
    const data = random(3 * STREAM_WINDOW_BYTES)
    const { ends, sent, stream } = await streaming(data)
    expect(bytesAt(ends.right)).to.equal(STREAM_WINDOW_BYTES)
    await ends.settle()
    expect(bytesAt(ends.right)).to.equal(STREAM_WINDOW_BYTES)
    const read = new Response(stream).arrayBuffer()
    await ends.deliverUntil(Promise.all([sent, read]))
    expect(bytesAt(ends.right)).to.equal(data.byteLength)
  })

  it('never has more unread than the window, however it is read', async () => {
    const data = random(2 * STREAM_WINDOW_BYTES + 1)
    const { ends, stream } = await streaming(data)
    const reader = stream.getReader()
    for (let read = 0; read < data.byteLength;) {
      const { value } = await reader.read()
      read += value?.byteLength ?? 0
      await ends.settle()
      expect(bytesAt(ends.right) - read).to.be.at.most(STREAM_WINDOW_BYTES)
    }
    expect((await reader.read()).done).to.equal(true)
  })

  it('errors when its sender stops', async () => {
    const { ends, stream, abort } = await streaming(random(2 * STREAM_WINDOW_BYTES))
    abort.abort()
    await ends.settle()
    expect(await rejectionOf(stream.getReader().closed)).to.include({ name: 'AbortError' })
  })

  it('errors with the reason when the link closes', async () => {
    const { ends, stream } = await streaming(random(2 * STREAM_WINDOW_BYTES))
    const cut = new Error('the link is cut')
    ends.right.close(cut)
    expect(await rejectionOf(stream.getReader().closed)).to.equal(cut)
  })

  it('stops its sender when its reader cancels', async () => {
    const { ends, sent, stream } = await streaming(random(2 * STREAM_WINDOW_BYTES))
    const reader = stream.getReader()
    await reader.read()
    await reader.cancel()
    await ends.deliverUntil(sent)
    expect(await rejectionOf(sent)).to.include({ code: 'refused-cancelled' })
    expect(bytesAt(ends.right)).to.be.at.most(STREAM_WINDOW_BYTES + 65_536)
  })
})
