import { fileURLToPath } from 'node:url'
import { prepareRuntime } from './prepare-runtime.ts'

prepareRuntime()
const { builtConsole } = await import('./console/built-console.ts')
const { runServer } = await import('./run-server.ts')
await runServer((site) => builtConsole(fileURLToPath(new URL('../dist', import.meta.url)), site))
