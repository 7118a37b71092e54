import { useEffect, useState } from 'react'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import type { Place } from '../grid/column-layout.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { OpenedSheet, OpenedWorkbook, SheetMethods } from './sheet-worker.ts'

export interface OpenBook {
  blob: Blob
  client: WorkerClient<SheetMethods>
  workbook: OpenedWorkbook
}

export interface OpenSheet extends OpenBook {
  index: number
  sheet: OpenedSheet
}

/** Where a link inside of a workbook leads to. */
export interface SheetTarget {
  index: number
  place?: Place
}

/** A workbook in a worker of its own, which ends with the viewer. */
export function useWorkbook(blob: Blob, kind: 'xlsx' | 'ods') {
  const [opened, setOpened] = useState<OpenBook | { blob: Blob; problem: Problem }>()
  useEffect(() => {
    const worker = new Worker(new URL('./sheet-worker.ts', import.meta.url), {
      type: 'module',
      name: 'sheet',
    })
    const client = connectWorker<SheetMethods>(worker)
    let current = true
    client.call('open', { blob, kind }).then(
      (workbook) => {
        if (!current) return
        if (workbook.type === 'workbook') setOpened({ blob, client, workbook })
        else setOpened({ blob, problem: { title: workbook.title, advice: workbook.advice } })
      },
      () => current && setOpened({ blob, problem: UNREADABLE }),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, kind])
  const known = opened?.blob === blob ? opened : undefined
  return {
    book: known && 'workbook' in known ? known : undefined,
    problem: known && 'problem' in known ? known.problem : undefined,
    stop: () => setOpened({ blob, problem: STOPPED }),
  }
}

/** One sheet of a workbook, read when it is first shown. */
export function useSheet(book: OpenBook | undefined, index: number | undefined) {
  const [opened, setOpened] = useState<{ book: OpenBook; index: number; sheet?: OpenedSheet }>()
  useEffect(() => {
    if (book === undefined || index === undefined) return undefined
    let current = true
    book.client.call('sheet', index).then(
      (sheet) => current && setOpened({ book, index, sheet }),
      () => current && setOpened({ book, index }),
    )
    return () => {
      current = false
    }
  }, [book, index])
  const known = opened?.book === book && opened?.index === index ? opened : undefined
  return {
    sheet: book && known?.sheet ? { ...book, index: known.index, sheet: known.sheet } : undefined,
    hasFailed: known !== undefined && known.sheet === undefined,
  }
}

const UNREADABLE: Problem = {
  title: 'This workbook could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
