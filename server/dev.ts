import { fileURLToPath } from 'node:url'
import { devConsole } from './console/dev-console.ts'
import { runServer } from './run-server.ts'

await runServer(devConsole(fileURLToPath(new URL('..', import.meta.url))))
