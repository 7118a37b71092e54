import { Worker } from 'node:worker_threads'
import type { WordResult } from '#server/store/words.ts'
import type { ReadRequest } from './reader-worker.ts'

/** What one content may take. */
export interface ReadLimits {
  /** Seconds of computing, which a busy machine does not use up. */
  cpuSeconds: number
  /** Seconds altogether, for what waits for ever without computing. */
  seconds: number
  /** Mebibytes of the thread's heap. */
  heap: number
  /** Mebibytes of what is not on it: bytes, such as those into which a small file unpacks. */
  bytes: number
}

const LIMITS: ReadLimits = { cpuSeconds: 20, seconds: 300, heap: 512, bytes: 384 }

/** Milliseconds without work after which the thread, and its memory, is given up. */
const IDLE = 10_000
/** Milliseconds between two looks at what a content takes; some hundred mebibytes can be filled in a second. */
const LOOK = 100

/** Reads contents in a thread of its own, one after the other; one that hangs is ended, and the next gets a new one. */
export class ReaderThread {
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  readonly #script: URL
  readonly #limits: ReadLimits

  constructor(
    script = new URL('./reader-worker.ts', import.meta.url),
    limits: ReadLimits = LIMITS,
  ) {
    this.#script = script
    this.#limits = limits
  }

  /** @throws the signal's reason; the content is not to blame then */
  async read(request: ReadRequest, signal: AbortSignal): Promise<WordResult> {
    signal.throwIfAborted()
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= this.#start())
    const ended = new AbortController()
    try {
      const result = await Promise.race([
        answerOf(worker, request, ended.signal),
        this.#lookAfter(worker, ended.signal),
        rejection(signal, ended.signal),
      ])
      if (result.isOver) await this.close()
      return result.result
    } catch (error) {
      await this.close()
      throw error
    } finally {
      ended.abort()
      this.#idle = setTimeout(() => void this.close(), IDLE)
      this.#idle.unref()
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heap },
      // What readers say on the console is of no use, and may quote a content.
      stdout: true,
      stderr: true,
    })
    worker.stdout.resume()
    worker.stderr.resume()
    // Each read tells its own story; without this, one between two reads would end the process.
    worker.on('error', () => undefined)
    return worker
  }

  async #lookAfter(worker: Worker, ended: AbortSignal): Promise<Over> {
    const { promise, resolve } = Promise.withResolvers<Over>()
    const started = Date.now()
    const before = await cpuSeconds(worker)
    const timer = setInterval(() => {
      void Promise.all([cpuSeconds(worker), mebibytes(worker)]).then(([now, bytes]) => {
        if (bytes > this.#limits.bytes) resolve(over(TOO_MUCH))
        const isOver =
          now - before > this.#limits.cpuSeconds ||
          Date.now() - started > this.#limits.seconds * 1000
        if (isOver) resolve(over('It takes too long to read.'))
      })
    }, LOOK)
    ended.addEventListener('abort', () => clearInterval(timer), { once: true })
    if (ended.aborted) clearInterval(timer)
    return promise
  }
}

/** `isOver`: the thread is of no use any more. */
interface Over {
  isOver: boolean
  result: WordResult
}

function over(why: string): Over {
  return { isOver: true, result: { kind: 'unreadable', why } }
}

async function cpuSeconds(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage()
    return (user + system) / 1e6
  } catch {
    // It has just ended, which is told otherwise.
    return 0
  }
}

/** Outside the heap, which `resourceLimits` do not hold. */
async function mebibytes(worker: Worker): Promise<number> {
  try {
    const { external_memory: bytes } = await worker.getHeapStatistics()
    return bytes / 2 ** 20
  } catch {
    return 0
  }
}

const TOO_MUCH = 'It takes too much memory to read.'

async function answerOf(worker: Worker, request: ReadRequest, ended: AbortSignal): Promise<Over> {
  const { promise, resolve } = Promise.withResolvers<Over>()
  const answered = (result: WordResult) => resolve({ isOver: false, result })
  const failed = (error: Error & { code?: string }) =>
    resolve(
      over(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? TOO_MUCH
          : `Its reader failed: ${error.message}`,
      ),
    )
  const gone = () => resolve(over('Its reader ended.'))
  worker.on('message', answered).on('error', failed).on('exit', gone)
  ended.addEventListener(
    'abort',
    () => worker.off('message', answered).off('error', failed).off('exit', gone),
    { once: true },
  )
  worker.postMessage(request)
  return promise
}

function rejection(signal: AbortSignal, ended: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason as Error), {
    once: true,
    signal: ended,
  })
  return promise
}
