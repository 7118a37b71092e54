import { unavailable } from './data-folder.ts'

/** What `open` has opened is closed again, last first, when it fails later on. */
export async function opening<Result>(
  folder: string,
  open: (undo: (step: Step) => void) => Promise<Result>,
): Promise<Result> {
  const steps: Step[] = []
  try {
    return await open((step) => steps.unshift(step))
  } catch (error) {
    // Why it can't be opened is worth more than what else fails then.
    await inTurn(steps).catch(() => undefined)
    throw unavailable(folder, error)
  }
}

export type Step = () => void | Promise<void>

/** Each step is taken, whatever became of those before: a failure must not keep the folder locked. @throws the last one's */
export async function inTurn([step, ...others]: readonly Step[]): Promise<void> {
  try {
    await step?.()
  } finally {
    if (others.length > 0) await inTurn(others)
  }
}
