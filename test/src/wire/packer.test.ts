import { expect } from '@open-wc/testing'
import fc from 'fast-check'
import { CHANNEL_BUFFER_BYTES } from '../../../src/limits.ts'
import { decodeFrame, encodeFrame, frameOf, type Frame } from '../../../src/wire/frames.ts'
import { Packer } from '../../../src/wire/packer.ts'
import { check } from '../check.ts'
import { FRAME_BYTES } from './link-ends.ts'

/** A packer, and the messages that it has sent. */
function packing() {
  const messages: Uint8Array<ArrayBuffer>[] = []
  const channel = {
    maxFrameBytes: FRAME_BYTES,
    bufferedAmount: 0,
    send: (message: Uint8Array<ArrayBuffer>): number => messages.push(message),
  }
  return { channel, messages, packer: new Packer(channel) }
}

const chunkOf = (transfer: number, size: number): Frame => ({ type: 'chunk', transfer, body: new Uint8Array(size) })

/** The frames of a message, as a session reads them. */
function unpack(message: Uint8Array<ArrayBuffer>): Frame[] {
  const frame = frameOf(message.slice().buffer)
  return frame.type === 'pack' ? frame.frames.map((packed) => decodeFrame(packed)) : [frame]
}

describe('frames of one turn', () => {
  it('go together, in their order and in messages that the channel takes', () =>
    check(
      200,
      fc.asyncProperty(fc.array(fc.nat(FRAME_BYTES - 10), { maxLength: 30 }), async (sizes) => {
        const { messages, packer } = packing()
        const frames = sizes.map((size, i) => chunkOf(i, size))
        for (const frame of frames) packer.send(encodeFrame(frame))
        await Promise.resolve()
        expect(messages.flatMap(unpack)).to.deep.equal(frames)
        for (const { byteLength } of messages) expect(byteLength).to.be.at.most(FRAME_BYTES)
      }),
    ))

  it('are as few messages as they fit into', async () => {
    const { messages, packer } = packing()
    for (let transfer = 0; transfer < 20; transfer++) packer.send(encodeFrame({ type: 'done', transfer }))
    expect(messages).to.deep.equal([])
    await Promise.resolve()
    expect(messages).to.have.lengthOf(1)
  })

  it('go at once when that is asked for, and not again', async () => {
    const { messages, packer } = packing()
    packer.send(encodeFrame({ type: 'bye', code: 'left' }))
    packer.flush()
    await Promise.resolve()
    expect(messages.flatMap(unpack)).to.deep.equal([{ type: 'bye', code: 'left' }])
  })

  it('stay before one that goes at once', async () => {
    const { messages, packer } = packing()
    packer.send(encodeFrame({ type: 'done', transfer: 1 }))
    packer.sendLater(encodeFrame({ type: 'done', transfer: 2 }))
    packer.sendNow(encodeFrame(chunkOf(3, 10)))
    expect(messages.flatMap(unpack).map((frame) => 'transfer' in frame && frame.transfer)).to.deep.equal([1, 2, 3])
    await Promise.resolve()
    expect(messages).to.have.lengthOf(2)
  })

  it('count as what waits in the channel', () => {
    const { channel, packer } = packing()
    channel.bufferedAmount = CHANNEL_BUFFER_BYTES - 100
    expect(packer.hasRoom).to.equal(true)
    packer.send(encodeFrame(chunkOf(1, 100)))
    expect(packer.hasRoom).to.equal(false)
  })
})
