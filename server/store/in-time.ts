/**
 * What the work comes to, or `late` where it takes longer. The time is counted in pieces: a process that was too busy to
 * see an answer has missed one of them, however long it was, and sees the answer in the next.
 */
export async function inTime<Result, Late>(
  work: Promise<Result>,
  milliseconds: number,
  late: Late,
): Promise<Result | Late> {
  const { promise, resolve } = Promise.withResolvers<Late>()
  let left = PIECES
  const timer = setInterval(() => {
    left -= 1
    if (left === 0) resolve(late)
  }, milliseconds / PIECES)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearInterval(timer)
  }
}

const PIECES = 5
