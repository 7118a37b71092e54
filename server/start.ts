import { fileURLToPath } from 'node:url'
import { buildConsole } from './console/build-console.ts'
import { builtConsole } from './console/built-console.ts'
import { runServer } from './run-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
await buildConsole(root)
await runServer(builtConsole(`${root}dist`))
