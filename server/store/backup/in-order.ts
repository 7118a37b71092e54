/**
 * Works on several at a time, and answers in their order.
 * @throws what the first that fails throws, once those under way have ended
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  signal: AbortSignal,
  atOnce = 8,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = []
  try {
    for await (const item of items) {
      signal.throwIfAborted()
      const result = work(item)
      // Whoever waits for it hears of a failure; until then nobody does.
      result.catch(() => undefined)
      running.push(result)
      if (running.length >= atOnce) yield await (running.shift() as Promise<Result>)
    }
    while (running.length > 0) yield await (running.shift() as Promise<Result>)
  } finally {
    await Promise.allSettled(running)
  }
}
