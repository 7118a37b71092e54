import { fileURLToPath } from 'node:url'
import { buildConsole } from './console/build-console.ts'

await buildConsole(fileURLToPath(new URL('..', import.meta.url)))
