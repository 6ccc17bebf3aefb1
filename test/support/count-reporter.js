import { writeFileSync } from 'node:fs'

/** @typedef {import('./count.js').Count} Count */

/**
 * A reporter of Web Test Runner that writes down how many tests passed and failed, for whoever started it.
 *
 * @param {string} file gets a `Count` as JSON
 * @returns {import('@web/test-runner-core').Reporter}
 */
export function countReporter(file) {
  return {
    onTestRunFinished({ sessions }) {
      const count = { passed: 0, failed: 0 }
      for (const session of sessions) {
        const failedBefore = count.failed
        if (session.testResults) addSuite(count, session.testResults)
        // A file that cannot be loaded, or breaks outside its tests, has no failed test to show for it.
        if (!session.passed && count.failed === failedBefore) count.failed++
      }
      writeFileSync(file, JSON.stringify(count))
    },
  }
}

/**
 * @param {Count} count
 * @param {import('@web/test-runner-core').TestSuiteResult} suite
 */
function addSuite(count, suite) {
  for (const test of suite.tests) count[test.passed && !test.skipped ? 'passed' : 'failed']++
  for (const inner of suite.suites) addSuite(count, inner)
}
