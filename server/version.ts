import { readFileSync } from 'node:fs'
import { parseExactly } from '#lib/json/parse-exactly.ts'

/** Of this server, as it names itself. */
export const VERSION: string = readVersion()

function readVersion(): string {
  const json = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (parseExactly(json) as { version: string }).version
}
