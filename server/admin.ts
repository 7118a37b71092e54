import { progressOn } from './admin/progress.ts'
import { runAdmin } from './admin/run-admin.ts'

// A reader that has seen enough (`… audit | head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

// Once asks it to stop, twice ends it.
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort())

process.exitCode = await runAdmin(process.argv.slice(2), {
  env: process.env,
  now: new Date(),
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  progress: progressOn(process.stderr),
  signal: stop.signal,
})
