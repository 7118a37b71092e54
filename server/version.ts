import { readFileSync } from 'node:fs'

/** Of this server, as it names itself. */
export const VERSION: string = readVersion()

function readVersion(): string {
  const json = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(json) as { version: string }).version
}
