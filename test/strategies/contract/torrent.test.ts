import { LocalTracker } from '../../support/local-tracker.ts'
import { describeStrategy } from './contract.ts'

type Torrent = typeof import('../../../src/torrent.ts')

describeStrategy('torrent', () => {
  const tracker = new LocalTracker()
  return Promise.resolve({
    prepare: async (frame) => {
      const { torrent } = await frame.import<Torrent>('/src/torrent.ts')
      return { strategy: torrent, config: { appId: 'test', trackerUrls: [tracker.url] } }
    },
    stop: () => tracker.stop(),
    start: () => tracker.start(),
  })
})
