import { relative } from 'node:path'

/** What the runners wrote about a run, as sums and names. */
export interface Outcome {
  passed: number
  failed: number
  /** The names of the tests that failed. */
  failures: string[]
  /** The names of those that passed on a second try. */
  retried: string[]
}

/** Of Vitest's `json` reporter. A test that passed keeps the messages of the tries before. */
export function ofVitest(text: string): Outcome {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text) as VitestReport
  const tests = testResults.flatMap(({ assertionResults, name: path, status, message }) => {
    const name = relative('.', path)
    // A file that could not be loaded has no tests, and counts as none of them.
    if (assertionResults.length === 0 && status === 'failed') {
      return [{ fullName: `${name}: ${message}`, status, failureMessages: [] }]
    }
    return assertionResults.map((test) => ({ ...test, fullName: `${name}: ${test.fullName}` }))
  })
  const named = (is: (test: VitestTest) => boolean) =>
    tests.filter(is).map(({ fullName }) => fullName)
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    failures: named(({ status }) => status === 'failed'),
    retried: named((test) => test.status === 'passed' && test.failureMessages.length > 0),
  }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: VitestTest[]
  }[]
}

interface VitestTest {
  fullName: string
  status: string
  failureMessages: string[]
}

/** Of Playwright's `json` reporter. */
export function ofPlaywright(text: string): Outcome {
  const { stats, suites } = JSON.parse(text) as PlaywrightReport
  const specs = suites.flatMap(specsOf)
  const named = (status: string) =>
    specs
      .filter(({ tests }) => tests.some((test) => test.status === status))
      .map(({ file, title }) => `${file}: ${title}`)
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    failures: named('unexpected'),
    retried: named('flaky'),
  }
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number }
  suites: PlaywrightSuite[]
}

interface PlaywrightSuite {
  specs: PlaywrightSpec[]
  suites?: PlaywrightSuite[]
}

interface PlaywrightSpec {
  file: string
  title: string
  tests: { status: string }[]
}

function specsOf({ specs, suites = [] }: PlaywrightSuite): PlaywrightSpec[] {
  return [...specs, ...suites.flatMap(specsOf)]
}
