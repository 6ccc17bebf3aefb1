import { LocalFirebase } from '../../support/local-firebase.ts'
import { describeStrategy } from './contract.ts'

type Firebase = typeof import('../../../src/firebase.ts')

describeStrategy('Firebase', () => {
  const database = new LocalFirebase()
  return Promise.resolve({
    prepare: async (frame) => {
      const { firebase } = await frame.import<Firebase>('/src/firebase.ts')
      return { strategy: firebase, config: { appId: database.url } }
    },
    stop: () => database.stop(),
    start: () => database.start(),
  })
})
