/** For tests of sessions: a worker that keeps a number. */
import { serveCalls } from '#lib/worker-session.ts'

let sum = 0

const methods = {
  add: (more: number) => (sum += more),
  fail(words: string) {
    throw new RangeError(words)
  },
  giveFunction: () => () => sum,
  spin() {
    for (;;) sum += 1
  },
}

export type SessionMethods = typeof methods

serveCalls(methods)
