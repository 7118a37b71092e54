import { useEffect, useState } from 'react'
import { connectWorker } from '#lib/worker-session.ts'
import type { Side } from '../differ.ts'
import { PageStrip } from '../strip/PageStrip.tsx'
import { createPictureWorker } from './compare-pictures.ts'
import type { PageState, PictureMethods } from './pictures-wasm.ts'

/** The pages of two TIFFs by their numbers, as far as they have been compared. */
export interface ComparedPages {
  left: number
  right: number
  /** By page; nothing where it has not been compared yet. */
  states: readonly (PageState | undefined)[]
}

/** Compares all pages in a worker, one after the other; `undefined` for what has no pages, or one. */
export function usePages(left: Side, right: Side): ComparedPages | undefined {
  const [pages, setPages] = useState<ComparedPages>()
  const hasPages = left.kind === 'tiff' && right.kind === 'tiff'
  const { blob: leftBlob, contentType } = left
  const { blob: rightBlob } = right
  useEffect(() => {
    if (!hasPages) return undefined
    const client = connectWorker<PictureMethods>(createPictureWorker())
    let isWanted = true
    const pair = {
      left: { blob: leftBlob, kind: 'tiff', contentType },
      right: { blob: rightBlob, kind: 'tiff', contentType },
    } as const
    const compareAll = async () => {
      const counts = await client.call('pages', pair)
      const both = Math.min(counts.left, counts.right)
      const most = Math.max(counts.left, counts.right)
      const states: (PageState | undefined)[] = Array.from({ length: most }, (_, page) =>
        page < both ? undefined : counts.right > both ? 'added' : 'removed',
      )
      if (most === 1) return
      for (let page = 0; page < both; page += 1) {
        states[page] = (await client.call('pageState', { ...pair, page })).state
        if (isWanted) setPages({ ...counts, states: [...states] })
      }
      if (isWanted) setPages({ ...counts, states })
    }
    // What can't be read is said where the page itself is compared.
    compareAll().catch(() => undefined)
    return () => {
      isWanted = false
      client.stop()
    }
  }, [hasPages, leftBlob, rightBlob, contentType])
  return pages
}

/** All pages in a strip, those that changed marked. */
export function TiffPages(props: {
  pages: ComparedPages
  page: number
  onPage: (page: number) => void
}) {
  const { states } = props.pages
  const changed = states.filter(
    (state) => state !== undefined && state !== 'same' && state !== 'failed',
  ).length
  const open = states.filter((state) => state === undefined).length
  return (
    <PageStrip
      label="Pages"
      summary={
        open > 0
          ? `${changed} of ${states.length - open} pages changed; ${open} are still compared.`
          : `${changed} of ${states.length} pages changed.`
      }
      pages={states.map((state, index) => ({
        key: String(index),
        name: `Page ${index + 1}`,
        state: state ?? 'open',
      }))}
      current={String(props.page)}
      onChoose={(key) => props.onPage(Number(key))}
    />
  )
}
