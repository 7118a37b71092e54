import { readFile, writeFile } from 'node:fs/promises'

/**
 * The most resident memory that a process has had (VmHWM), in bytes; `undefined` where there is no `/proc`.
 * https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export async function peakMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return kib === undefined ? undefined : Number(kib) * 1024
}

/** Lets the peak count from now on, where the system can (proc_pid_clear_refs(5)); else it counts from the start. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined)
}
