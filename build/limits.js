import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'

const source = join(import.meta.dirname, '..', 'src', 'limits.ts')

const INTRODUCTION = `
# Limits

<!-- Made by \`npm run docs\` from the comments in src/limits.ts: change it there. -->

Everything a peer can make a page hold or do has a limit. A peer that breaks one is refused; one that goes on is dropped, with
an \`error\` event that names it. \`maxPayload\` of \`joinRoom\` replaces the first.
`

/**
 * The table of limits, in Markdown: `docs/limits.md`.
 *
 * @param {string} path where it goes, for the format that applies there
 */
export async function limits(path) {
  const text = readFileSync(source, 'utf8')
  const rows = [...text.matchAll(/\/\*\*(.*?)\*\/\n((?:export const [^\n]*\n)+)/gs)].map(
    ([, comment = '', code = '']) => {
      const reason = comment.replace(/\s*\n \*\s*/g, ' ').trim()
      const constants = [...code.matchAll(/export const (\w+) = (.*)/g)]
      const names = constants.map(([, name]) => `\`${name}\``).join('<br>')
      const values = constants.map(([, , value]) => `\`${value}\``).join('<br>')
      return `| ${names} | ${values} | ${reason} |`
    },
  )
  const table = ['| name | value | what, in which unit, and why |', '| --- | --- | --- |', ...rows].join('\n')
  return format(`${INTRODUCTION}\n${table}\n`, { ...(await resolveConfig(path)), parser: 'markdown' })
}
