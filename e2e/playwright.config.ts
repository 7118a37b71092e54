import { defineConfig, devices } from '@playwright/test'
import { chromiumLaunchOptions } from '#test/chromium.ts'
import { COMPILE_CACHE, setup as fillCompileCache } from '#test/compile-cache.ts'

// For the servers that the tests start.
fillCompileCache()
process.env['NODE_COMPILE_CACHE'] = COMPILE_CACHE

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    // Recording takes an eighth of a run's time: only what has failed once is recorded.
    trace: 'on-first-retry',
    launchOptions: chromiumLaunchOptions(),
  },
})
