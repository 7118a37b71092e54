import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { inTime } from './in-time.ts'

/** Asks the disk several times, one after the other. */
async function ask(): Promise<string> {
  for (let at = 0; at < 5; at += 1) await stat('.')
  return 'answered'
}

/** Keeps this thread from seeing anything. */
function busyFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

test('what takes longer is late, and what fails fails', async () => {
  expect(await inTime(new Promise<string>(() => undefined), 50, 'late')).toBe('late')
  expect(await inTime(ask(), 5000, 'late')).toBe('answered')
  await expect(inTime(Promise.reject(new Error('gone')), 50, 'late')).rejects.toThrow('gone')
})

test('a process that was busy all the time still sees what was answered meanwhile', async () => {
  for (let round = 0; round < 5; round += 1) {
    const answer = inTime(ask(), 250, 'late')
    busyFor(300)
    expect(await answer).toBe('answered')
  }
})
