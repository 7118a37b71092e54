import { fileURLToPath } from 'node:url'
import { builtConsole } from './console/built-console.ts'
import { runServer } from './run-server.ts'

await runServer(builtConsole(fileURLToPath(new URL('../dist', import.meta.url))))
