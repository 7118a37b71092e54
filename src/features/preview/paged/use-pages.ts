import { useEffect, useEffectEvent, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { WHOLE_NEEDED } from '#formats/partial-bytes.ts'
import { offerSource, PART_MISSING } from '#formats/source-port.ts'
import { connectWorker, WorkerStopped } from '#lib/worker-session.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { DrawnPage, OpenedPages, PageClient, PageLevel, PageMethods } from './pages.ts'

/** All of a file, or what it is read from in parts. */
export type PagesContent = Blob | ContentSource

export interface OpenedFile {
  client: PageClient
  pages: OpenedPages
  /** Why not all of its pages are known. */
  restFault: string | undefined
}

type PagesState =
  | { state: 'reading' }
  | { state: 'open'; file: OpenedFile }
  | { state: 'failed'; problem: Problem }
  /** A part of it could not be loaded. */
  | { state: 'missing' }

/** Bytes; more is not read. */
const LARGEST = 1_000_000_000

/**
 * Opens a content of pages in a worker of its own, which ends with the view.
 *
 * @param onUnable told that it can't be read in parts, which may come out late
 */
export function usePages(content: PagesContent, createWorker: () => Worker, onUnable: () => void) {
  const [held, setHeld] = useState<PagesState & { of: PagesContent; attempt: number }>()
  const [attempt, setAttempt] = useState(0)
  const tooLarge = content.size > LARGEST
  const tellUnable = useEffectEvent(onUnable)
  useEffect(() => {
    if (tooLarge) return undefined
    const life = new AbortController()
    const { signal } = life
    const client = connectWorker<PageMethods>(createWorker())
    const report = (state: PagesState) => {
      if (!signal.aborted) setHeld({ ...state, of: content, attempt })
    }
    void readPages(client, content, report, () => signal.aborted || tellUnable(), signal)
    return () => {
      life.abort()
      client.stop()
    }
  }, [content, tooLarge, attempt, createWorker])
  const isKnown = held?.of === content && held.attempt === attempt
  const state: PagesState = tooLarge
    ? { state: 'failed', problem: TOO_LARGE }
    : isKnown
      ? held
      : { state: 'reading' }
  return {
    state,
    stop: () => setHeld({ state: 'failed', problem: STOPPED, of: content, attempt }),
    /** Begins anew, with another worker: nothing else ends what the one at hand is doing. */
    reopen: () => setAttempt(attempt + 1),
  }
}

async function readPages(
  client: PageClient,
  content: PagesContent,
  report: (state: PagesState) => void,
  onUnable: () => void,
  signal: AbortSignal,
): Promise<void> {
  const told = (pages: OpenedPages, restFault?: string) =>
    report({ state: 'open', file: { client, pages, restFault } })
  try {
    const pages = await openIn(client, content, signal)
    told(pages)
    if (!pages.isBegun) return
    await client.call('rest', undefined).then(told, ({ message }: Error) => {
      if (message === WHOLE_NEEDED) onUnable()
      else told(pages, message === PART_MISSING ? REST_MISSING : message)
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (message === WHOLE_NEEDED) onUnable()
    else if (message === PART_MISSING) report({ state: 'missing' })
    else report({ state: 'failed', problem: unreadable(message) })
  }
}

const REST_MISSING = 'A part of the file could not be loaded.'

function openIn(client: PageClient, content: PagesContent, signal: AbortSignal) {
  if (content instanceof Blob) return client.call('open', content)
  const port = offerSource(content, signal)
  return client.call('open', port, [port.port])
}

/** A page that is drawn, coarse while its finest pixels are decoded, or why it can't be; `undefined` while nothing of it is there. */
export type PageState = { index: number } & (
  | { drawn: DrawnPage; isCoarse: boolean }
  | { reason: string }
)

/**
 * The page in view, or until it is there the one before. What was drawn is given back when another one is wanted.
 *
 * @param onUnable told that the file can't be read in parts
 */
export function usePage(client: PageClient | undefined, index: number, onUnable: () => void) {
  const [state, setState] = useState<PageState & { client: PageClient; attempt: number }>()
  const [attempt, setAttempt] = useState(0)
  const tellUnable = useEffectEvent(onUnable)
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
      setState({ client, attempt, index, drawn, isCoarse })
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
        if (current && error.message === WHOLE_NEEDED) tellUnable()
        else if (current && !isKept) setState({ client, attempt, index, reason: error.message })
      },
    )
    return () => {
      current = false
      giveBack(levels)
    }
  }, [client, index, attempt])
  const isKnown = state?.client === client && state?.attempt === attempt
  const known: PageState | undefined = isKnown ? state : undefined
  return { state: known, again: () => setAttempt(attempt + 1) }
}

function giveBack(levels: readonly PageLevel[]): void {
  for (const { bitmap } of levels) bitmap.close()
}

function unreadable(message: string): Problem {
  return {
    title: 'This picture can’t be shown',
    advice: `${message} You can still view its bytes, or download it.`,
  }
}

const TOO_LARGE: Problem = {
  title: 'This file is too large to show',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}
