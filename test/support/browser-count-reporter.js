import { writeFileSync } from 'node:fs'

/** @typedef {import('./count.js').Count} Count */

/**
 * A reporter of Web Test Runner that writes down how many tests passed and which failed, for whoever started it.
 *
 * @param {string} file gets a `Count` as JSON
 * @returns {import('@web/test-runner-core').Reporter}
 */
export function browserCountReporter(file) {
  return {
    onTestRunFinished({ sessions }) {
      /** @type {Count} */
      const count = { passed: 0, failures: [] }
      for (const { browser, testFile, testResults, passed, errors } of sessions) {
        const failuresBefore = count.failures.length
        if (testResults) addSuite(count, testResults, [browser.name, testFile])
        // A file that cannot be loaded, or breaks outside its tests, has no failed test to show for it.
        if (!passed && count.failures.length === failuresBefore) {
          count.failures.push(`${browser.name} › ${testFile}: ${errors.map(({ message }) => message).join('; ')}`)
        }
      }
      writeFileSync(file, JSON.stringify(count))
    },
  }
}

/**
 * @param {Count} count
 * @param {import('@web/test-runner-core').TestSuiteResult} suite
 * @param {string[]} path the names of what is around it
 */
function addSuite(count, suite, path) {
  const inside = suite.name ? [...path, suite.name] : path
  for (const { name, passed, skipped, error } of suite.tests) {
    if (passed && !skipped) count.passed++
    else count.failures.push(`${[...inside, name].join(' › ')}: ${skipped ? 'skipped' : (error?.message ?? 'failed')}`)
  }
  for (const inner of suite.suites) addSuite(count, inner, inside)
}
