/** @typedef {import('./count.js').Count} Count */

/**
 * A reporter of Node's test runner that writes down how many tests passed and which failed: a `Count` as JSON.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* report(events) {
  /** @type {Count} */
  const count = { passed: 0, failures: [] }
  /** The names of a test and all suites around it. @type {string[]} */
  let path = []
  for await (const { type, data } of events) {
    if (type === 'test:start') path = [...path.slice(0, data.nesting), data.name]
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const name = [...path.slice(0, data.nesting), data.name].join(' › ')
    if (type === 'test:fail') {
      // A suite fails with its tests, which are counted; or by itself, where it is set up or cleaned up.
      const { failureType, cause } = /** @type {Error & { failureType?: string }} */ (data.details.error)
      if (failureType !== 'subtestsFailed') count.failures.push(`${name}: ${messageOf(cause ?? data.details.error)}`)
    } else if (data.skip !== undefined) {
      count.failures.push(`${name}: skipped`)
    } else if (data.details.type !== 'suite') {
      count.passed++
    }
  }
  yield JSON.stringify(count)
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error))
