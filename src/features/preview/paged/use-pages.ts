import { useEffect, useState } from 'react'
import { connectWorker, WorkerStopped } from '#lib/worker-session.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { DrawnPage, OpenedPages, PageClient, PageLevel, PageMethods } from './pages.ts'

interface Opened {
  blob: Blob
  attempt: number
  client: PageClient
  pages: OpenedPages
}

/** Bytes; more is not read. */
const LARGEST = 1_000_000_000

/** Opens a content of pages in a worker of its own, which ends with the view. */
export function usePages(blob: Blob, createWorker: () => Worker) {
  const [opened, setOpened] = useState<Opened | { blob: Blob; problem: Problem }>()
  const [attempt, setAttempt] = useState(0)
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge) return undefined
    const client = connectWorker<PageMethods>(createWorker())
    let current = true
    client.call('open', blob).then(
      (pages) => current && setOpened({ blob, attempt, client, pages }),
      (error: Error) => current && setOpened({ blob, problem: unreadable(error) }),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, tooLarge, attempt, createWorker])
  const known = opened?.blob === blob ? opened : undefined
  const file = known && 'client' in known && known.attempt === attempt ? known : undefined
  return {
    file,
    problem: tooLarge ? TOO_LARGE : known && 'problem' in known ? known.problem : undefined,
    stop: () => setOpened({ blob, problem: STOPPED }),
    /** Begins anew, with another worker: nothing else ends what the one at hand is doing. */
    reopen: () => setAttempt(attempt + 1),
  }
}

/** A page that is drawn, coarse while its finest pixels are decoded, or why it can't be; `undefined` while nothing of it is there. */
export type PageState = { index: number } & (
  | { drawn: DrawnPage; isCoarse: boolean }
  | { reason: string }
)

/** The page in view, or until it is there the one before. What was drawn is given back when another one is wanted. */
export function usePage(client: PageClient | undefined, index: number): PageState | undefined {
  const [state, setState] = useState<PageState & { client: PageClient }>()
  useEffect(() => {
    if (client === undefined) return undefined
    let current = true
    let isWhole = false
    let levels: readonly PageLevel[] = []
    const take = (drawn: DrawnPage, isCoarse: boolean) => {
      if (!current || (isCoarse && isWhole)) return giveBack(drawn.levels)
      giveBack(levels)
      levels = drawn.levels
      isWhole = !isCoarse
      setState({ client, index, drawn, isCoarse })
    }
    client.call('coarse', index).then(
      (drawn) => drawn && take(drawn, true),
      // The page itself tells in words what is wrong.
      () => undefined,
    )
    client.call('page', index).then(
      (drawn) => take(drawn, false),
      (error: Error) => {
        // Who stops it keeps what is there.
        const isKept = error instanceof WorkerStopped && levels.length > 0
        if (current && !isKept) setState({ client, index, reason: error.message })
      },
    )
    return () => {
      current = false
      giveBack(levels)
    }
  }, [client, index])
  return state?.client === client ? state : undefined
}

function giveBack(levels: readonly PageLevel[]): void {
  for (const { bitmap } of levels) bitmap.close()
}

function unreadable({ message }: Error): Problem {
  return {
    title: 'This picture can’t be shown',
    advice: `${message} You can still view its bytes, or download it.`,
  }
}

const TOO_LARGE: Problem = {
  title: 'This file is too large to show',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}
