import fc from 'fast-check'

/** The same runs each time: what fails for somebody fails for everybody. Other seeds are for whoever looks for more. */
const SEED = 1

/** Checks that a property holds, in that many runs. */
export async function check(
  runs: number,
  property: fc.IAsyncPropertyWithHooks<unknown> | fc.IPropertyWithHooks<unknown>,
): Promise<void> {
  await fc.assert(property, { seed: SEED, numRuns: runs })
}
