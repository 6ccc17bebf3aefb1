import { carriedBy } from './carried-by.ts'
import { describeStrategy } from './contract.ts'

type Memory = typeof import('../../support/memory.ts')

describeStrategy('memory', () => {
  let isUp = true
  return Promise.resolve({
    prepare: async (frame) => {
      const { memory } = await frame.import<Memory>('/test/support/memory.ts')
      // There is no server to stop: in an outage nothing comes through.
      const strategy = carriedBy(memory, (deliver) => {
        if (isUp) deliver()
      })
      return { strategy, config: { appId: 'test' } }
    },
    stop: async () => {
      isUp = false
    },
    start: async () => {
      isUp = true
    },
  })
})
