import { expect } from '@open-wc/testing'
import { LocalTracker } from '../../support/local-tracker.ts'
import { closeFrames, joinByTorrent, meet, uniqueName } from '../../support/peer.ts'

/** Lines of descriptions of connections: none of these signs is in base64url, in which everything sealed travels. */
const IN_CLEAR = [/v=0/, /o=-/, /a=\w/, /m=\w/, /\.local\b/, /[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}/i]

/** Long enough not to be read into random bytes by chance. */
const ANYWHERE = [/candidate/i, /ice-ufrag/i, /fingerprint/i, /typ host/i, /\b\d{1,3}(\.\d{1,3}){3}\b/]

/** What the parts of a message are that look like base64. */
const insideOf = (message: string): string[] => (message.match(/[\w+/-]{16,}/g) ?? []).map((word) => decoded(word))

function decoded(word: string): string {
  try {
    return atob(word.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}

describe('the operator of a tracker, reading all that passes', () => {
  afterEach(closeFrames)

  for (const [what, secret] of [
    ['with a password', { password: 'a secret that nobody knows' }],
    ['without a password', {}],
  ] as const) {
    it(`sees no description, address, app or room ${what}`, async () => {
      const name = uniqueName()
      const tracker = new LocalTracker()
      const config = { appId: 'https://the-app.example/', trackerUrls: [tracker.url], ...secret }
      const peers = await Promise.all([joinByTorrent(name, config), joinByTorrent(name, config)])
      const [one, two] = peers
      await meet(one, two)
      await one.room.makeAction('say')[0]('a message for nobody else')
      await Promise.all(peers.map(({ room }) => room.leave()))
      const messages = await tracker.messages()
      const all = messages.join('\n')
      // It is the right tracker: the peers' IDs have passed, and offers and answers with something in them.
      for (const { id } of peers) expect(all).to.contain(id)
      expect(all).to.contain('"offer"').and.contain('"answer"')
      for (const sign of IN_CLEAR) expect(sign.exec(all)).to.equal(null)
      for (const reading of [all, ...messages.flatMap(insideOf)]) {
        for (const word of ANYWHERE) expect(word.exec(reading)).to.equal(null)
        for (const word of [name, 'the-app.example', 'secret that', 'for nobody']) expect(reading).not.to.contain(word)
      }
    })
  }

  it('sees another topic for another app and for another room, and the same one for the same', async () => {
    const name = uniqueName()
    const topics = new Set<string>()
    for (const [appId, room] of [
      ['one', name],
      ['one', name],
      ['two', name],
      ['one', `${name}!`],
    ] as const) {
      const tracker = new LocalTracker()
      const config = { appId, trackerUrls: [tracker.url] }
      await meet(...(await Promise.all([joinByTorrent(room, config), joinByTorrent(room, config)])))
      const hashes = (await tracker.messages()).map((message) => {
        const { info_hash: topic } = JSON.parse(message) as { info_hash: string }
        return topic
      })
      expect(new Set(hashes).size).to.equal(1)
      for (const topic of hashes) topics.add(topic)
    }
    expect(topics.size).to.equal(3)
    for (const topic of topics) expect(topic).to.match(/^[0-9A-Za-z]{20}$/)
  })
})
