import { useEffect, useState } from 'react'
import { problemWords } from '../words/problem-words.ts'
import { differsAsPicture, wordsOfPages } from './compare-pdfs.ts'
import { keyOf, type PictureStates } from './describe-pdf.ts'
import type { TextPart } from './pages-worker.ts'
import { connectPages, readPdfPair, type PageClient, type PdfPair } from './pdf-pair.ts'

export type PdfPairState =
  | { phase: 'opening' }
  | { phase: 'failed'; problem: string }
  | {
      phase: 'open'
      pair: PdfPair
      client: PageClient
      words: ReadonlyMap<string, readonly TextPart[]>
      pictures: PictureStates
    }

/**
 * Two PDFs for as long as they are shown: their pages are matched while they are read, then the words of the changed ones are
 * compared, then the pictures of all others, one by one, as a drawing or a scan may differ where no letter does.
 */
export function usePdfPair(left: Blob, right: Blob): PdfPairState {
  const [state, setState] = useState<{ left: Blob; right: Blob; value: PdfPairState }>()
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    const client = connectPages()
    const set = (value: PdfPairState) => {
      if (!signal.aborted) setState({ left, right, value })
    }
    const run = async () => {
      let words: ReadonlyMap<string, readonly TextPart[]> = new Map()
      const onProgress = (pair: PdfPair) =>
        set({ phase: 'open', pair, client, words, pictures: new Map() })
      const pair = await readPdfPair(left, right, { signal, client, onProgress })
      words = await wordsOfPages(pair, client)
      set({ phase: 'open', pair, client, words, pictures: new Map() })
      await comparePictures(pair, signal, (pictures) =>
        set({ phase: 'open', pair, client, words, pictures }),
      )
    }
    run().catch((error: unknown) => set({ phase: 'failed', problem: problemWords(error) }))
    return () => {
      // Closes the documents, too.
      controller.abort()
      client.stop()
    }
  }, [left, right])
  return state?.left === left && state.right === right ? state.value : { phase: 'opening' }
}

/** Pages between two tellings. */
const STEP = 5

async function comparePictures(
  pair: PdfPair,
  signal: AbortSignal,
  tell: (pictures: PictureStates) => void,
): Promise<void> {
  const pictures = new Map<string, 'same' | 'changed'>()
  const open = pair.pairs.flatMap((one) =>
    one.kind === 'same' || (one.kind === 'moved' && !one.isChanged) ? [one] : [],
  )
  for (const [index, one] of open.entries()) {
    try {
      const differs = await differsAsPicture(pair, one, signal)
      pictures.set(keyOf(one), differs ? 'changed' : 'same')
    } catch {
      signal.throwIfAborted()
      // A page that can't be drawn stays one whose picture is not compared.
    }
    if (index % STEP === 0 || index === open.length - 1) tell(new Map(pictures))
  }
}
