import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

/**
 * To be called before anything large is imported. Node then keeps our TypeScript as it has stripped and compiled it, which
 * saves each later start half its time and 30 MB; V8 does not let its young generation grow under a long stream,
 * which it would give back late or never, and collects its old one before much garbage is in it (docs/decisions/0056-less-memory.md).
 */
export function prepareRuntime(): void {
  shareArenas()
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)))
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=30')
}

/**
 * Begins the process anew, as the same process with the same files, so that all its threads take memory from two arenas of glibc. Else each
 * takes from its own, eight for each processor, and what they free by halves is never given back. Where no glibc is, it changes nothing.
 * https://man7.org/linux/man-pages/man3/mallopt.3.html (M_ARENA_MAX), https://nodejs.org/api/process.html#processexecvefile-args-env
 */
function shareArenas(): void {
  const { env, execPath, execArgv, argv, platform } = process
  if (platform !== 'linux' || env[ARENAS] !== undefined) return
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, [ARENAS]: '2' })
}

/** Only read when a process begins. Whoever sets it has chosen. */
const ARENAS = 'MALLOC_ARENA_MAX'
