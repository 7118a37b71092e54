import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'

type Methods<Client> = Client extends WorkerClient<infer Api> ? Api : never

/**
 * One call into a worker of its own, which ends with it, whatever comes of it: large pictures are handed over, and nothing
 * of them stays behind.
 *
 * @param parts of the argument that are handed over rather than copied
 * @throws the signal's reason; Error in the worker's words
 */
export async function callOnce<
  Client extends WorkerClient<never>,
  Name extends keyof Methods<Client> & string,
>(
  worker: Worker,
  method: Name,
  argument: Parameters<Methods<Client>[Name]>[0],
  signal: AbortSignal,
  parts: Transferable[] = [],
): Promise<Awaited<ReturnType<Methods<Client>[Name]>>> {
  const client = connectWorker<Methods<Client>>(worker)
  const stop = () => client.stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    return await client.call(method, argument, parts)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    client.stop()
  }
}
