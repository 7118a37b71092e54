/** For tests of the pool: a worker with tasks of every sort. */
import { answerTasks } from '#lib/worker-task.ts'

export interface SampleTask {
  request: { does: 'name' | 'add' | 'fail' | 'break' | 'spin' }
  progress: number
  chunk: Uint8Array<ArrayBuffer>
  result: number | string
}

/** Tells one worker from another. */
const name = crypto.randomUUID()

answerTasks<SampleTask>(async ({ does }, { progress, chunks }) => {
  switch (does) {
    case 'name':
      return name
    case 'add': {
      let sum = 0
      for await (const chunk of chunks) {
        for (const byte of chunk) sum += byte
        progress(sum)
      }
      return sum
    }
    case 'fail':
      throw Object.assign(new RangeError('Too much', { cause: 'x' }), {
        name: 'OwnError',
        offset: 7,
      })
    case 'break':
      setTimeout(() => {
        throw new Error('outside of any task')
      })
      return new Promise<never>(() => undefined)
    case 'spin':
      for (;;) if (does !== 'spin') return 0
  }
})
