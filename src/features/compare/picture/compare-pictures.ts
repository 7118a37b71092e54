import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { counted, gatherChanges, NOTHING_FOUND, type Comparison } from '../changes.ts'
import type { Compare, Compared } from '../differ.ts'
import { callOnce } from '../shell/call-once.ts'
import type { PictureComparison } from './compare-rasters.ts'
import type { ComparedPage, PageState, PictureMethods } from './pictures-wasm.ts'

export type PictureClient = WorkerClient<PictureMethods>

export function createPictureWorker(): Worker {
  return new Worker(new URL('./pictures-wasm.ts', import.meta.url), { type: 'module' })
}

/** Two pictures, of a TIFF the first pages. See `Compare`. What it draws is given back by `closeComparison`. */
export function comparePictures(
  left: Compared,
  right: Compared,
  signal: AbortSignal,
  choices: { page?: number; tolerant?: boolean } = {},
): Promise<PictureComparison> {
  const { page = 0, tolerant = false } = choices
  const request = { left, right, page, tolerant }
  return callOnce<PictureClient, 'compare'>(createPictureWorker(), 'compare', request, signal)
}

/** Gives back the memory of what was drawn. */
export function closeComparison({ left, right, heat }: PictureComparison): void {
  for (const { shown } of [left, right]) if (shown.type === 'bitmap') shown.bitmap.close()
  heat?.close()
}

/** Pages that are compared where nothing is drawn. */
const MOST_PAGES = 300

/** The same in words alone, for where nothing is drawn; of a TIFF of several pages, which of them differ. */
export const tellPictures: Compare = async (left, right, signal) => {
  if (left.kind === 'tiff' && right.kind === 'tiff') {
    const pages = await comparePages(left, right, signal)
    if (pages !== undefined) return describePages(pages)
  }
  const comparison = await comparePictures(left, right, signal)
  closeComparison(comparison)
  const { summary, changes, total, notCompared, remarks } = comparison
  return { summary, changes, total, notCompared, remarks }
}

/** By page; `undefined` where both have one. Nothing stands for what was not compared. */
async function comparePages(
  { blob: one }: Compared,
  { blob: other }: Compared,
  signal: AbortSignal,
): Promise<(ComparedPage | undefined)[] | undefined> {
  const client = connectWorker<PictureMethods>(createPictureWorker())
  const stop = () => client.stop()
  signal.addEventListener('abort', stop, { once: true })
  const side = (blob: Blob) => ({ blob, kind: 'tiff', contentType: 'image/tiff' }) as const
  const pair = { left: side(one), right: side(other) }
  try {
    signal.throwIfAborted()
    const counts = await client.call('pages', pair)
    const [both, most] = [Math.min(counts.left, counts.right), Math.max(counts.left, counts.right)]
    if (most <= 1) return undefined
    const states: (ComparedPage | undefined)[] = []
    const rest = { state: counts.right > both ? 'added' : 'removed', notCompared: [] } as const
    for (let page = 0; page < most; page += 1) {
      if (page >= both) states.push(rest)
      else if (page >= MOST_PAGES) states.push(undefined)
      else states.push(await client.call('pageState', { ...pair, page }))
    }
    return states
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    client.stop()
  }
}

export function describePages(pages: readonly (ComparedPage | undefined)[]): Comparison {
  const { add, list } = gatherChanges()
  const states = pages.map((page) => page?.state)
  for (const [index, state] of states.entries()) {
    const place = { label: `Page ${index + 1}`, path: '', anchor: String(index) }
    if (state === 'added') add({ ...place, kind: 'added', after: '' })
    else if (state === 'removed') add({ ...place, kind: 'removed', before: '' })
    else if (state === 'changed') add({ ...place, kind: 'changed', before: '', after: '' })
  }
  const { changes, total } = list()
  const count = (wanted: PageState | undefined) => states.filter((state) => state === wanted).length
  const [open, failed] = [count(undefined), count('failed')]
  const limits = new Set(pages.flatMap((page) => page?.notCompared ?? []))
  const notCompared = [
    ...limits,
    ...(failed > 0 ? [`${counted(failed, 'page')} could not be read.`] : []),
    ...(open > 0
      ? [`${counted(open, 'page')} ${open === 1 ? 'is' : 'are'} not compared here.`]
      : []),
  ]
  const isSame = total === 0
  return {
    changes,
    total,
    summary:
      isSame && notCompared.length > 0
        ? NOTHING_FOUND
        : `${total} of ${states.length} pages changed.`,
    notCompared,
    remarks:
      isSame && notCompared.length === 0
        ? ['The files differ in how the pages are stored, or in what is stored beside them.']
        : [],
  }
}
