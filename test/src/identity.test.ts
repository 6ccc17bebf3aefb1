import { expect } from '@open-wc/testing'
import { fromBase64, bytesToBigint } from '../../src/encoding.ts'
import { idOf, isId, publicKey, selfId, sign, verify } from '../../src/identity.ts'
import { publicPoint } from '../../src/p256.ts'
import { closeFrames, openFrame } from '../support/peer.ts'

type Core = typeof import('../../src/core.ts')

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

describe('selfId', () => {
  afterEach(closeFrames)

  it('is 20 characters, and belongs to the public key', () => {
    expect(selfId).to.match(/^[0-9A-Za-z]{20}$/)
    expect(isId(selfId)).to.equal(true)
    expect(idOf(publicKey)).to.equal(selfId)
  })

  it('is another one in each page, and the same in every entry', async () => {
    const ids = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const frame = await openFrame()
        const ofCore = await frame.import<Core>('/src/core.ts')
        const ofTorrent = await frame.import<Core>('/src/torrent.ts')
        expect(ofTorrent.selfId).to.equal(ofCore.selfId)
        return ofCore.selfId
      }),
    )
    expect(new Set([...ids, selfId]).size).to.equal(4)
  })

  it('can be signed for only with its key', async () => {
    const said = bytes('what was said')
    const signature = new Uint8Array(await sign(said))
    expect(await verify(publicKey, signature, said)).to.equal(true)
    expect(await verify(publicKey, signature, bytes('what was not'))).to.equal(false)
    const altered = signature.slice()
    altered.set([(altered[0] ?? 0) ^ 1])
    expect(await verify(publicKey, altered, said)).to.equal(false)
    const { publicKey: another } = await (
      await openFrame()
    ).import<typeof import('../../src/identity.ts')>('/src/identity.ts')
    expect(await verify(another, signature, said)).to.equal(false)
  })

  it('is not verified by what is no key', async () => {
    const said = bytes('x')
    const signature = new Uint8Array(await sign(said))
    for (const key of [new Uint8Array(), new Uint8Array(64), publicKey.slice(1)]) {
      expect(await verify(key, signature, said)).to.equal(false)
    }
  })
})

describe('a key pair', () => {
  it('is the one that Web Crypto makes of the same number', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    for (let i = 0; i < 10; i++) {
      const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      const { d = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', privateKey)
      const number = (text: string): bigint => bytesToBigint(fromBase64(text))
      expect(publicPoint(number(d))).to.deep.equal({ x: number(x), y: number(y) })
    }
  })
})
