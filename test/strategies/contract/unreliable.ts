import type { Strategy } from '../../../src/signaling.ts'
import { carriedBy } from './carried-by.ts'

/** Of a hundred messages, how many are lost, and how many come twice. */
const LOST = 30
const REPEATED = 20

/** How late a message may come, in milliseconds: enough for those behind it to overtake it. */
const MAX_DELAY_MS = 200

/**
 * A strategy whose medium loses, repeats, delays and reorders what others say. What becomes of the first message, the
 * second, and so on, is the same each time for the same seed.
 */
export function unreliable<Config>(strategy: Strategy<Config>, seed: number): Strategy<Config> {
  const dice = new Dice(seed)
  return carriedBy(strategy, (deliver) => {
    const fate = dice.below(100)
    if (fate < LOST) return
    const copies = fate < LOST + REPEATED ? 2 : 1
    for (let copy = 0; copy < copies; copy++) setTimeout(deliver, dice.below(MAX_DELAY_MS))
  })
}

/** Numbers by chance that are the same each time: a linear congruential generator (Numerical Recipes, section 7.1). */
class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** A whole number from 0, below the limit. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    // The upper bits are the random ones.
    return Math.floor((this.#state / 2 ** 32) * limit)
  }
}
