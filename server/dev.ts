import { fileURLToPath } from 'node:url'
import { devConsole } from './console/dev-console.ts'
import { runServer } from './run-server.ts'

await runServer((site) => devConsole(fileURLToPath(new URL('..', import.meta.url)), site))
