import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * The most resident memory that a process has had (VmHWM), in bytes; `undefined` where there is no `/proc`.
 * https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function peakMemory(pid: number): Promise<number | undefined> {
  return statusOf(pid, 'VmHWM')
}

/** What it has now. */
export function residentMemory(pid: number): Promise<number | undefined> {
  return statusOf(pid, 'VmRSS')
}

async function statusOf(pid: number, name: string): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return kib === undefined ? undefined : Number(kib) * 1024
}

/** Lets the peak count from now on, where the system can (proc_pid_clear_refs(5)); else it counts from the start. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined)
}

/** Waits until a process computes nothing to speak of, a minute at most. */
export async function settled(pid: number): Promise<void> {
  let before = await processorTicks(pid)
  for (const end = performance.now() + 60_000; performance.now() < end;) {
    await delay(2000)
    const now = await processorTicks(pid)
    if (now - before < 5) return
    before = now
  }
}

/** Hundredths of a second that a process has computed, see proc_pid_stat(5); 0 where there is no `/proc`. */
export async function processorTicks(pid: number): Promise<number> {
  const [user = 0, system = 0] = (await statOf(pid)).slice(11, 13)
  return user + system
}

/** The same of a process with its children, those that have ended included. */
export async function familyTicks(pid: number): Promise<number> {
  const own = (await statOf(pid)).slice(11, 15)
  const file = `/proc/${pid}/task/${pid}/children`
  const children = (await readFile(file, 'utf8').catch(() => '')).split(' ').filter(Boolean)
  const theirs = await Promise.all(children.map((child) => processorTicks(Number(child))))
  return [...own, ...theirs].reduce((sum, ticks) => sum + ticks, 0)
}

/** The fields behind the command's name. */
async function statOf(pid: number): Promise<number[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
}
