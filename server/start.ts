import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { prepareRuntime } from './prepare-runtime.ts'

prepareRuntime()
const { hasBuild, hasBuilder, isBuilt } = await import('./console/build-console.ts')
const { builtConsole } = await import('./console/built-console.ts')
const { runServer } = await import('./run-server.ts')
const root = fileURLToPath(new URL('..', import.meta.url))
if (!hasBuilder() && !hasBuild(root)) {
  process.stderr.write(
    'The console is not built, and what builds it is not installed. Run "npm ci && npm run build" first; "npm ci --omit=dev" is enough from then on.\n',
  )
  process.exit(1)
}
if (hasBuilder() && !(await isBuilt(root))) {
  // In a process of its own, whose memory is gone when the server starts.
  const build = fileURLToPath(new URL('build.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, [build], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    process.stderr.write('The console could not be built: see above.\n')
    process.exit(1)
  }
}
await runServer((site) => builtConsole(`${root}dist`, site))
