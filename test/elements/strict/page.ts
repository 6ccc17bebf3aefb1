import { registerStrategy } from '../../../elements/index.ts'
import { memory } from '../../support/memory.ts'

/** What the policy of the page has blocked. */
const violations: string[] = []

declare global {
  interface Window {
    violations: string[]
  }
}

window.violations = violations
document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, sample }) =>
  violations.push(`${violatedDirective} ${sourceFile} ${sample}`),
)
registerStrategy('memory', () => Promise.resolve(memory))
