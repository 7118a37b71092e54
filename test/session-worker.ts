/** For tests of sessions: a worker that keeps a number. */
import { handOver, serveCalls } from '#lib/worker-session.ts'

let sum = 0
let lent = new Uint8Array()

const methods = {
  add: (more: number) => (sum += more),
  fail(words: string) {
    throw new RangeError(words)
  },
  giveFunction: () => () => sum,
  lend() {
    lent = Uint8Array.of(1, 2, 3)
    return handOver({ bytes: lent }, [lent.buffer])
  },
  left: () => lent.length,
  spin() {
    for (;;) sum += 1
  },
}

export type SessionMethods = typeof methods

serveCalls(methods)
