import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/**
 * Lets the calling thread wait for those that answer requests. Linux alone gives threads a priority of their own; elsewhere
 * nothing happens, since it would hold for the whole process.
 */
export function lowerPriority(): void {
  if (process.platform !== 'linux') return
  try {
    // `PID/task/TID` of the thread that asks.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (Number.isSafeInteger(thread) && thread > 0) setPriority(thread, NICE)
  } catch {
    // It works without.
  }
}

const NICE = 10
