import type { Room, TrysteroError } from '../../src/core.ts'

/** The error of the next `error` event of a room. */
export const nextError = (room: Room): Promise<TrysteroError> =>
  new Promise((resolve) => {
    room.addEventListener('error', ({ error }) => resolve(error), { once: true })
  })
