import type { FromWorker, TaskTypes, ToWorker } from './worker-pool.ts'

export interface TaskTools<Types extends TaskTypes> {
  progress: (progress: Types['progress']) => void
  /** What the caller hands over piece by piece; the next one is asked for when it is wanted. */
  chunks: AsyncIterable<Types['chunk']>
}

/** The worker's side of `createWorkerPool`: answers one task after the other, as the pool gives them. */
export function answerTasks<Types extends TaskTypes>(
  work: (request: Types['request'], tools: TaskTools<Types>) => Promise<Types['result']>,
): void {
  const send = (message: FromWorker) => self.postMessage(message)
  let deliver: ((message: Exclude<ToWorker, { kind: 'task' }>) => void) | undefined

  async function* pulled(): AsyncGenerator<Types['chunk']> {
    for (;;) {
      const next = await new Promise<Exclude<ToWorker, { kind: 'task' }>>((resolve) => {
        deliver = resolve
        send({ kind: 'pull' })
      })
      if (next.kind === 'end') return
      yield next.chunk as Types['chunk']
    }
  }

  addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    if (data.kind !== 'task') return deliver?.(data)
    const chunks = data.hasChunks ? pulled() : nothing()
    work(data.request, {
      progress: (progress) => send({ kind: 'progress', progress }),
      chunks,
    }).then(
      (result) => send({ kind: 'done', result }),
      (error: unknown) => send({ kind: 'failed', error, fields: fieldsOf(error) }),
    )
  })
}

/** What cloning would lose of an error. */
function fieldsOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error) || error instanceof DOMException) return {}
  const plain = Object.entries(error).filter(([, value]) => Object(value) !== value)
  return { ...Object.fromEntries(plain), name: error.name }
}

async function* nothing(): AsyncGenerator<never> {}
