/**
 * A worker that keeps one content between calls, such as the rows of a table, for as long as it is shown. Tasks that keep
 * nothing go to the workers of `worker-pool.ts`, which live on.
 */

/** What a worker offers: functions of one argument, by their names. What they take and give must be cloneable. */
type Api = Record<string, (argument: never) => unknown>

interface Call {
  id: number
  method: string
  argument: unknown
}

type Reply = { id: number } & ({ ok: true; value: unknown } | { ok: false; message: string })

/** A worker as its caller sees it. */
export interface WorkerClient<Methods extends Api> {
  /**
   * @param parts of the argument that are handed over rather than copied
   * @throws Error with the worker's own words, also when it could not start or has been stopped
   */
  call<Name extends keyof Methods & string>(
    method: Name,
    argument: Parameters<Methods[Name]>[0],
    parts?: Transferable[],
  ): Promise<Awaited<ReturnType<Methods[Name]>>>
  /** Ends the worker, whatever it is doing: its calls fail. */
  stop(): void
}

/** What of an answer is handed over rather than copied. */
const handedOver = new WeakMap<object, Transferable[]>()

/** Marks parts of an answer that its worker has no more use for: large ones are handed over without being copied. */
export function handOver<Answer extends object>(answer: Answer, parts: Transferable[]): Answer {
  handedOver.set(answer, parts)
  return answer
}

function partsOf(reply: Reply): Transferable[] {
  return reply.ok && reply.value instanceof Object ? (handedOver.get(reply.value) ?? []) : []
}

/** Offers functions to whoever started this worker. */
export function serveCalls(methods: Api): void {
  addEventListener('message', ({ data }: MessageEvent<Call>) => {
    void answer(methods, data).then((reply) => {
      try {
        postMessage(reply, partsOf(reply))
      } catch (error) {
        // What can't be cloned is an answer too: the caller waits for one.
        postMessage(failure(data.id, error))
      }
    })
  })
}

/** What was asked of it ended with the worker, by `stop`. */
export class WorkerStopped extends Error {
  override readonly name = 'WorkerStopped'
}

/** Calls into a worker that answers with `serveCalls`. */
export function connectWorker<Methods extends Api>(worker: Worker): WorkerClient<Methods> {
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >()
  let next = 0
  /** Why there will be no answer any more. */
  let ended: string | undefined
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.ok) call?.resolve(data.value as never)
    else call?.reject(new Error(data.message))
  })
  worker.addEventListener('error', ({ message }) => {
    // An error that has no words is that of the file: nothing runs. After any other the worker lives on.
    if (!message) ended = 'The worker could not start.'
    fail(new Error(message || 'The worker could not start.'))
  })
  worker.addEventListener('messageerror', () =>
    fail(new Error('The worker’s answer could not be read.')),
  )
  return {
    call: (method, argument, parts = []) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) throw new Error(ended)
        next += 1
        // Throws where the argument can't be cloned.
        worker.postMessage({ id: next, method, argument } satisfies Call, parts)
        waiting.set(next, { resolve, reject })
      }),
    stop() {
      worker.terminate()
      ended = 'Stopped.'
      fail(new WorkerStopped(ended))
    },
  }
}

async function answer(methods: Api, { id, method, argument }: Call): Promise<Reply> {
  try {
    return { id, ok: true, value: await methods[method]?.(argument as never) }
  } catch (error) {
    return failure(id, error)
  }
}

function failure(id: number, error: unknown): Reply {
  return { id, ok: false, message: error instanceof Error ? error.message : String(error) }
}
