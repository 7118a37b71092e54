/**
 * One typed way to call into workers. A few of them live on and take task after task, so that a thousand files do not
 * start a thousand workers. (Comlink would bring proxies of whole objects; what is needed is one call with progress,
 * chunks going in, and abort, which it does not have.) The worker's side is `worker-task.ts`.
 */

/** What a kind of task is given, tells on the way, takes in piece by piece, and comes to. */
export interface TaskTypes {
  request: unknown
  progress: unknown
  chunk: unknown
  result: unknown
}

interface RunOptions<Types extends TaskTypes> {
  /** Aborting ends the worker that is at it, as nothing else stops a computation. */
  signal?: AbortSignal | undefined
  /** Of the request. */
  transfer?: Transferable[]
  onProgress?: (progress: Types['progress']) => void
  /** Handed over one by one, each when the task asks for it; their buffers with them. */
  chunks?: AsyncIterable<Types['chunk']>
  transferOf?: (chunk: Types['chunk']) => Transferable[]
}

export interface WorkerPool<Types extends TaskTypes> {
  /**
   * @throws WorkerUnavailable when no worker can be loaded, or it broke down; the error of the task; the signal's
   * reason; what `chunks` throws
   */
  run: (request: Types['request'], options?: RunOptions<Types>) => Promise<Types['result']>
}

/** The worker could not be loaded or broke down: that says nothing of the task. */
export class WorkerUnavailable extends Error {
  override readonly name = 'WorkerUnavailable'
}

export interface PoolOptions {
  /** A new worker, written out where it is called so that the bundler sees the file. */
  create: () => Worker
  /** Tasks at a time; more wait. As many as there are processors, at most four, unless told. */
  running?: number
  /** Idle workers that are kept. As many as may run, unless told. */
  kept?: number
}

/** From the worker, see `worker-task.ts`. */
export type FromWorker =
  | { kind: 'progress'; progress: unknown }
  | { kind: 'pull' }
  | { kind: 'done'; result: unknown }
  | { kind: 'failed'; error: unknown; fields: Record<string, unknown> }

export type ToWorker =
  | { kind: 'task'; request: unknown; hasChunks: boolean }
  | { kind: 'chunk'; chunk: unknown }
  | { kind: 'end' }

export function createWorkerPool<Types extends TaskTypes>(options: PoolOptions): WorkerPool<Types> {
  const running = options.running ?? Math.min(4, globalThis.navigator?.hardwareConcurrency ?? 2)
  const kept = options.kept ?? running
  const idle: Worker[] = []
  const waiting: (() => void)[] = []
  let busy = 0

  const enter = async (signal: AbortSignal | undefined) => {
    if (busy < running) {
      busy += 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', give)
        resolve()
      }
      const give = () => {
        waiting.splice(waiting.indexOf(start), 1)
        reject(signal?.reason as Error)
      }
      signal?.addEventListener('abort', give, { once: true })
      waiting.push(start)
    })
  }
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else busy -= 1
  }

  return {
    async run(request, given = {}) {
      given.signal?.throwIfAborted()
      await enter(given.signal)
      let worker: Worker | undefined
      try {
        // It may have been aborted while this waited for its turn, if only for a moment.
        given.signal?.throwIfAborted()
        worker = idle.pop() ?? create(options.create)
        const result = await call<Types>(worker, request, given)
        if (idle.length < kept) idle.push(worker)
        else worker.terminate()
        return result
      } catch (error) {
        // After a failure nobody knows what it is at.
        worker?.terminate()
        throw error
      } finally {
        leave()
      }
    },
  }
}

function create(make: () => Worker): Worker {
  try {
    return make()
  } catch (cause) {
    throw new WorkerUnavailable('The worker could not be started.', { cause })
  }
}

/** One task, from its request to its end. */
async function call<Types extends TaskTypes>(
  worker: Worker,
  request: Types['request'],
  { signal, transfer = [], onProgress, chunks, transferOf }: RunOptions<Types>,
): Promise<Types['result']> {
  const feed = chunks?.[Symbol.asyncIterator]()
  const ended = new AbortController()
  const send = (message: ToWorker, transfer: Transferable[] = []) =>
    worker.postMessage(message, transfer)
  try {
    return await new Promise<Types['result']>((resolve, reject) => {
      const listen = { signal: ended.signal }
      signal?.addEventListener('abort', () => reject(signal.reason as Error), listen)
      const failed = (event: Event) => {
        event.preventDefault()
        const message = event instanceof ErrorEvent ? event.message : ''
        reject(new WorkerUnavailable(message || 'The worker could not be loaded.'))
      }
      worker.addEventListener('error', failed, listen)
      worker.addEventListener('messageerror', failed, listen)
      const pull = async () => {
        const next = await feed?.next()
        if (ended.signal.aborted) return
        if (next === undefined || next.done === true) send({ kind: 'end' })
        else send({ kind: 'chunk', chunk: next.value }, transferOf?.(next.value) ?? [])
      }
      const take = ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === 'progress') onProgress?.(data.progress)
        else if (data.kind === 'pull') pull().catch(reject)
        else if (data.kind === 'done') resolve(data.result)
        else if (data.kind === 'failed') reject(restored(data.error, data.fields))
      }
      worker.addEventListener('message', take, listen)
      send({ kind: 'task', request, hasChunks: feed !== undefined }, transfer)
    })
  } finally {
    ended.abort()
    // Not awaited: a piece that is still under way would hold up the answer.
    void Promise.resolve(feed?.return?.()).catch(() => undefined)
  }
}

/** Cloning keeps message, stack and cause of an Error, but not its class, a name of its own and other fields. */
function restored(error: unknown, fields: Record<string, unknown>): unknown {
  return error instanceof Error ? Object.assign(error, fields) : error
}
