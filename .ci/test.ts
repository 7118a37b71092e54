import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMPILE_CACHE } from '#test/compile-cache.ts'
import { ensureChromium } from '#test/install-chromium.ts'
import { ofPlaywright, ofVitest, type Outcome } from './reports.ts'

/**
 * `npm test`: every check of the project in one go, cheapest first. A failing step does not hide the ones behind it;
 * the lines before the last one name what failed, and
 * the last line holds the sums over all of them. In a browser a test that fails has a second try, since a strange
 * machine's pauses are no fault of the project; whatever needed one is named too, to be mended.
 */
interface Step {
  name: string
  command: string[]
  /** How many checks ran, from the report the runner wrote; a step without one counts as a single check. */
  count?: (report: string) => Outcome
}

const reports = await mkdtemp(join(tmpdir(), 'binnacle-reports-'))
const report = (name: string) => join(reports, `${name}.json`)

/** Those in one stage run side by side. */
const stages: Step[][] = [
  [{ name: 'format', command: ['oxfmt', '--check'] }],
  [{ name: 'lint', command: ['oxlint', '--deny-warnings'] }],
  [{ name: 'types', command: ['tsc', '-b'] }],
  [{ name: 'dead code', command: ['knip'] }],
  [{ name: 'structure', command: ['node', 'tools/structure.ts'] }],
  [{ name: 'build', command: ['node', 'server/build.ts'] }],
  [{ name: 'size', command: ['node', 'bench/size.ts'] }],
  [
    // Together one more than two cores: a file in ten waits, and the one page of the browser tests has one thread.
    { name: 'unit', command: vitest('node', report('unit'), '--maxWorkers=2'), count: ofVitest },
    {
      name: 'browser',
      command: vitest('browser', report('browser'), '--retry=1'),
      count: ofVitest,
    },
  ],
  [
    {
      name: 'end-to-end',
      command: ['playwright', 'test', '--config', 'e2e/playwright.config.ts', '--retries=1'],
      count: ofPlaywright,
    },
  ],
]

const only = process.argv.slice(2)
const sums = { passed: 0, failed: 0 }
const failures: string[] = []
const retried: string[] = []
await ensureChromium()
for (const stage of stages) {
  const steps = stage.filter(({ name }) => only.length === 0 || only.includes(name))
  await Promise.all(steps.map((step, at) => perform(step, at === 0)))
}
await rm(reports, { recursive: true, force: true })
if (retried.length > 0) console.log(['\nPassed on the second try:', ...retried].join('\n'))
if (failures.length > 0) console.log(['\nFailed:', ...failures].join('\n'))
console.log(`${sums.passed} passed, ${sums.failed} failed`)
process.exitCode = sums.failed === 0 && sums.passed > 0 ? 0 : 1

/** @param shows whether what it prints is shown as it comes: of several at once, one does */
async function perform(step: Step, shows: boolean): Promise<void> {
  if (shows) console.log(`\n── ${step.name}`)
  const started = Date.now()
  const { code, printed } = await run(step, shows)
  const counted = await countOf(step, code)
  if (!shows) console.log(`\n── ${step.name}\n${printed}`)
  sums.passed += counted.passed
  sums.failed += counted.failed
  if (counted.failed > 0) failures.push(step.name, ...counted.failures.map((name) => `  ${name}`))
  retried.push(...counted.retried.map((name) => `  ${name}`))
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`── ${step.name}: ${counted.passed} passed, ${counted.failed} failed in ${seconds} s`)
}

function vitest(project: string, file: string, ...more: string[]): string[] {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  return ['vitest', 'run', '--project', project, ...reporters, ...more]
}

/** @returns how it ended, and what it printed where that was not shown */
function run(step: Step, shows: boolean): Promise<{ code: number; printed: string }> {
  const [command = '', ...args] = step.command
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report('end-to-end'),
    }
    const out = shows ? 'inherit' : 'pipe'
    const child = spawn(command, args, { stdio: ['ignore', out, out], env })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => void (printed += text))
    }
    child.on('error', (error) => {
      console.error(error.message)
      resolve({ code: 1, printed })
    })
    child.on('close', (code) => resolve({ code: code ?? 1, printed }))
  })
}

/** A runner that fails beside its tests (a crash, a broken config, a report cut short) still counts as one failure. */
async function countOf(step: Step, code: number): Promise<Outcome> {
  const none = { passed: 0, failed: 0, failures: [], retried: [] }
  if (step.count === undefined) return code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 }
  const { count } = step
  const counted = await readFile(report(step.name), 'utf8')
    .then(count)
    .catch(() => undefined)
  if (counted === undefined) return { ...none, failed: 1 }
  const nothingRan = counted.passed + counted.failed === 0
  if (nothingRan || (code !== 0 && counted.failed === 0)) return { ...counted, failed: 1 }
  return counted
}
