import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useState } from 'react'
import { findMatches, pageText, type PageText, type TextMatch } from './find-text.ts'

export interface Found {
  /** From 1. */
  page: number
  match: TextMatch
  /** Where it begins, in points, in the page's own coordinates. */
  at: readonly [x: number, y: number]
}

export interface FindState {
  found: readonly Found[]
  /** How many pages have been read for this query. */
  searched: number
  done: boolean
}

const NOTHING: FindState = { found: [], searched: 0, done: true }
/** Milliseconds of quiet before a query is looked for. */
const PAUSE = 150

/** Looks for a query on all pages, first to last, and tells what it has as it goes; a new query stops the old one. */
export function useFind(pdf: PDFDocumentProxy, query: string): FindState {
  const [state, setState] = useState<{ query: string; result: FindState }>()
  useEffect(() => {
    if (query.trim() === '') return undefined
    const ended = new AbortController()
    const timer = setTimeout(() => {
      const tell = (result: FindState) => {
        if (!ended.signal.aborted) setState({ query, result })
      }
      search(pdf, query, tell, ended.signal).catch(() => undefined)
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [pdf, query])
  if (query.trim() === '') return NOTHING
  return state?.query === query ? state.result : { found: [], searched: 0, done: false }
}

interface ReadPage {
  text: PageText
  /** Of each item, where it begins. */
  places: readonly (readonly [number, number])[]
}

/** Each page is read once, however many queries there are; it goes with its document. */
const readPages = new WeakMap<PDFDocumentProxy, Map<number, ReadPage>>()

async function search(
  pdf: PDFDocumentProxy,
  query: string,
  tell: (state: FindState) => void,
  signal: AbortSignal,
): Promise<void> {
  const pages = readPages.get(pdf) ?? new Map<number, ReadPage>()
  readPages.set(pdf, pages)
  const found: Found[] = []
  let told = performance.now()
  for (let page = 1; page <= pdf.numPages; page += 1) {
    const read = pages.get(page) ?? (await readPage(pdf, page))
    if (signal.aborted) return
    pages.set(page, read)
    const here = findMatches(read.text, query).map((match) => ({
      page,
      match,
      at: read.places[match[0]?.item ?? 0] ?? ([0, 0] as const),
    }))
    found.push(...here)
    if (performance.now() - told > 200) {
      tell({ found: [...found], searched: page, done: false })
      told = performance.now()
    }
  }
  tell({ found, searched: pdf.numPages, done: true })
}

/** A page that can't be read has no text, and must not end the search. */
async function readPage(pdf: PDFDocumentProxy, number: number): Promise<ReadPage> {
  try {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    const runs = items.filter((item) => 'str' in item)
    return {
      text: pageText(runs),
      places: runs.map(({ transform }) => [Number(transform[4]), Number(transform[5])] as const),
    }
  } catch {
    return { text: pageText([]), places: [] }
  }
}
