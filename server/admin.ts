import { progressOn } from './admin/progress.ts'
import { runAdmin } from './admin/run-admin.ts'

/** Milliseconds. Whatever a command is at survives a kill. */
const PATIENCE = 3000

// A reader that has seen enough (`… audit | head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

// Once asks it to stop, and ends a command that does not within some seconds; twice ends it at once.
const stop = new AbortController()
const end = (): void => {
  stop.abort()
  setTimeout(() => process.exit(130), PATIENCE).unref()
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end)

process.exitCode = await runAdmin(process.argv.slice(2), {
  env: process.env,
  now: new Date(),
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  progress: progressOn(process.stderr),
  signal: stop.signal,
})
