import { expect } from '@open-wc/testing'
import { MAX_INCOMING_TRANSFERS, MAX_OUTGOING_TRANSFERS, UNHEARD_TIMEOUT_MS } from '../../../src/limits.ts'
import { encodeFrame } from '../../../src/wire/frames.ts'
import { rejectionOf } from '../rejection.ts'
import { CHUNK_BYTES, Ends, type End } from './link-ends.ts'

const LONG = new Uint8Array(50 * CHUNK_BYTES)

const sizesTaken = ({ taken }: End): number[] => taken.map(({ arrival }) => arrival.size)
const typesHeard = ({ heard }: End): string[] => heard.map(({ type }) => type)

/** Resolves when the first piece of something has come to an end of the link. */
const firstPiece = (end: End): Promise<void> =>
  new Promise((resolve) => {
    end.progress = () => resolve()
  })

describe('a transfer', () => {
  it('that is aborted is stopped on both sides, and disturbs no other', async () => {
    const ends = new Ends()
    const { left, right } = ends
    const abort = new AbortController()
    const reason = new Error('changed my mind')
    const stopped = rejectionOf(left.post(LONG, { signal: abort.signal }))
    await ends.deliverUntil(firstPiece(right))
    const other = left.post(new Uint8Array(CHUNK_BYTES * 3))
    abort.abort(reason)
    expect(await stopped).to.equal(reason)
    await ends.deliverUntil(other)
    await ends.settle()
    expect(sizesTaken(right)).to.deep.equal([3 * CHUNK_BYTES])
    expect(typesHeard(right).filter((type) => type === 'cancel')).to.have.lengthOf(1)
    expect(typesHeard(right).filter((type) => type === 'chunk').length).to.be.below(50)
  })

  it('whose signal is aborted already never begins', async () => {
    const ends = new Ends()
    const reason = new Error('too late')
    expect(await rejectionOf(ends.left.post('x', { signal: AbortSignal.abort(reason) }))).to.equal(reason)
    await ends.settle()
    expect(ends.right.taken).to.deep.equal([])
  })

  it('that is done is not touched by its signal any more', async () => {
    const ends = new Ends()
    const abort = new AbortController()
    await ends.deliverUntil(ends.left.post('x', { signal: abort.signal }))
    abort.abort()
    await ends.settle()
    expect(typesHeard(ends.right)).to.deep.equal(['port', 'start'])
  })

  it('above what the receiver takes is refused before a byte of it is sent', async () => {
    const ends = new Ends({ maxPayload: 10 * CHUNK_BYTES })
    const { left, right } = ends
    const refused = rejectionOf(left.post(new Uint8Array(10 * CHUNK_BYTES + 1)))
    await ends.deliverUntil(refused)
    expect(await refused).to.include({ code: 'refused-too-large' })
    expect(typesHeard(right)).not.to.include('chunk')
    await ends.deliverUntil(left.post(new Uint8Array(10 * CHUNK_BYTES)))
    expect(sizesTaken(right)).to.deep.equal([10 * CHUNK_BYTES])
  })

  it('above what the receiver takes is refused when it is a single frame, too', async () => {
    const ends = new Ends({ maxPayload: 10 })
    const refused = rejectionOf(ends.left.post(new Uint8Array(11)))
    await ends.deliverUntil(refused)
    expect(await refused).to.include({ code: 'refused-too-large' })
    expect(ends.right.taken).to.deep.equal([])
  })

  it('waits while those before it fill the receiver, and is taken after them', async () => {
    const ends = new Ends({ maxPayload: LONG.byteLength })
    const { left, right } = ends
    const sent = [left.post(LONG), left.post(LONG), left.post(LONG)]
    await ends.deliverUntil(firstPiece(right))
    const credited = left.heard.filter((frame) => frame.type === 'credit')
    expect(credited.map(({ transfer }) => transfer)).to.deep.equal([1])
    await ends.deliverUntil(Promise.all(sent))
    expect(sizesTaken(right)).to.deep.equal([LONG.byteLength, LONG.byteLength, LONG.byteLength])
  })

  it('makes room for the next one when it is stopped', async () => {
    const ends = new Ends({ maxPayload: LONG.byteLength })
    const { left, right } = ends
    const abort = new AbortController()
    const first = rejectionOf(left.post(LONG, { signal: abort.signal }))
    const second = left.post(LONG)
    await ends.deliverUntil(firstPiece(right))
    abort.abort()
    await first
    await ends.deliverUntil(second)
    expect(sizesTaken(right)).to.deep.equal([LONG.byteLength])
  })

  it('that nobody listens to waits with its sender until somebody does', async () => {
    const ends = new Ends()
    const { left, right } = ends
    right.wanted = 'later'
    const sent = left.post(LONG)
    await ends.settle()
    expect(typesHeard(right)).to.deep.equal(['port', 'start'])
    right.listen('whole')
    await ends.deliverUntil(sent)
    expect(sizesTaken(right)).to.deep.equal([LONG.byteLength])
  })

  it('that nobody listens to for long is refused', async () => {
    const ends = new Ends()
    const { left, right } = ends
    right.wanted = 'later'
    const refused = rejectionOf(left.post(LONG))
    // The clock that the receiver waits by, moved on by hand.
    const { setTimeout } = globalThis
    let timeOut = (): void => undefined
    globalThis.setTimeout = ((callback: () => void, ms?: number) => {
      if (ms === UNHEARD_TIMEOUT_MS) timeOut = callback
      return setTimeout(callback, ms)
    }) as typeof globalThis.setTimeout
    try {
      await ends.settle()
    } finally {
      globalThis.setTimeout = setTimeout
    }
    timeOut()
    await ends.deliverUntil(refused)
    expect(await refused).to.include({ code: 'refused-unheard' })
  })

  it('waits for its turn when many are under way, so that a fair sender is never refused', async () => {
    const ends = new Ends()
    const { left, right } = ends
    right.wanted = 'later'
    const sent = Array.from({ length: MAX_INCOMING_TRANSFERS + 10 }, () => left.post(new Uint8Array(2 * CHUNK_BYTES)))
    await ends.settle()
    expect(typesHeard(right).filter((type) => type === 'start')).to.have.lengthOf(MAX_OUTGOING_TRANSFERS)
    right.listen('whole')
    await ends.deliverUntil(Promise.all(sent))
    expect(right.taken).to.have.lengthOf(sent.length)
  })

  it('is refused when more are under way than a fair sender begins', () => {
    const { left, right } = new Ends()
    right.wanted = 'later'
    right.hear(encodeFrame({ type: 'port', port: 0, kind: 0, name: 'test' }))
    for (let transfer = 1; transfer <= MAX_INCOMING_TRANSFERS + 1; transfer++) {
      const nothing = new Uint8Array()
      const start = {
        type: 'start',
        transfer,
        port: 0,
        binary: true,
        size: 9_999,
        metadata: nothing,
        body: nothing,
      } as const
      right.hear(encodeFrame(start))
    }
    const replies = right.underWay.splice(0)
    for (const reply of replies) left.hear(reply)
    const refusals = left.heard.filter((frame) => frame.type === 'refuse')
    expect(refusals).to.deep.equal([{ type: 'refuse', transfer: MAX_INCOMING_TRANSFERS + 1, code: 'busy' }])
  })

  it('under way rejects with the reason when the link closes, and so does what comes after', async () => {
    const ends = new Ends()
    const { left, right } = ends
    const waiting = Array.from({ length: MAX_OUTGOING_TRANSFERS + 1 }, () => rejectionOf(left.post(LONG)))
    const small = rejectionOf(left.post('small'))
    await ends.deliverUntil(firstPiece(right))
    const cut = new Error('the link is cut')
    left.close(cut)
    for (const reason of await Promise.all([...waiting, small])) expect(reason).to.equal(cut)
    expect(await rejectionOf(left.post('later'))).to.equal(cut)
  })

  it('is not believed to be done before it is', async () => {
    const ends = new Ends()
    const { left, right } = ends
    let isDone = false
    const sent = left.post(LONG).then(() => (isDone = true))
    await ends.deliverUntil(firstPiece(right))
    left.hear(encodeFrame({ type: 'done', transfer: 1 }))
    await ends.deliverUntil(firstPiece(right))
    expect(isDone).to.equal(false)
    await ends.deliverUntil(sent)
  })

  it('whose file can no longer be read rejects with the reason', async () => {
    const ends = new Ends()
    const gone = new DOMException('the file has changed', 'NotReadableError')
    const failed = rejectionOf(ends.left.post(fileFrom({ start: (controller) => controller.error(gone) })))
    await ends.deliverUntil(failed)
    expect(await failed).to.equal(gone)
    await ends.settle()
    expect(typesHeard(ends.right)).to.deep.equal(['port', 'start', 'cancel'])
  })

  it('whose file has become shorter rejects, and says so', async () => {
    const ends = new Ends()
    const shorter = fileFrom({
      start(controller) {
        controller.enqueue(new Uint8Array(CHUNK_BYTES))
        controller.close()
      },
    })
    const failed = rejectionOf(ends.left.post(shorter))
    await ends.deliverUntil(failed)
    expect(await failed).to.include({
      name: 'NotReadableError',
      message: `it ended after ${CHUNK_BYTES} of ${LONG.byteLength} bytes`,
    })
    await ends.settle()
    expect(typesHeard(ends.right).at(-1)).to.equal('cancel')
  })

  it('that is stopped lets go of its file', async () => {
    const ends = new Ends()
    const abort = new AbortController()
    const letGo = new Promise<void>((cancel) => {
      const endless = fileFrom({ pull: (controller) => controller.enqueue(new Uint8Array(CHUNK_BYTES)), cancel })
      void rejectionOf(ends.left.post(endless, { signal: abort.signal }))
    })
    await ends.deliverUntil(firstPiece(ends.right))
    abort.abort()
    await letGo
  })
})

/** A file of the size of `LONG` whose bytes come from there. */
function fileFrom(source: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>>): File {
  return Object.assign(new File([LONG], 'file'), { stream: () => new ReadableStream(source) })
}

describe('the progress of a transfer', () => {
  it('grows on both sides, and ends with 1 when it is whole', async () => {
    const ends = new Ends()
    const { left, right } = ends
    const out: number[] = []
    await ends.deliverUntil(left.post(LONG, { onProgress: (fraction) => out.push(fraction) }))
    for (const fractions of [out, right.fractions]) {
      expect(fractions).to.deep.equal([...new Set(fractions)].sort((one, other) => one - other))
      expect(fractions).to.have.lengthOf.above(10)
      expect(fractions.at(-1)).to.equal(1)
    }
  })

  it('is 1 at once for what fits into one frame', async () => {
    const ends = new Ends()
    const { left, right } = ends
    const out: number[] = []
    await ends.deliverUntil(left.post('small', { onProgress: (fraction) => out.push(fraction) }))
    expect(out).to.deep.equal([1])
    expect(right.fractions).to.deep.equal([1])
  })
})
