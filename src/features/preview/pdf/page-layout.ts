/**
 * Where a PDF's pages lie, one below the other, and which of them are near what is in view. Only those get a canvas:
 * one for every page has sunk other viewers. Lengths are CSS pixels; page numbers count from 1.
 */
export interface PageSize {
  /** In points (1/72 inch), before any turn. */
  width: number
  height: number
}

export type Turn = 0 | 90 | 180 | 270

/** Fit the widest page to the width, fit a whole page, or a scale where 1 is 96 CSS pixels an inch. */
export type Zoom = 'width' | 'page' | number

export interface PageLayout {
  /** CSS pixels a point. */
  scale: number
  pages: readonly { top: number; width: number; height: number }[]
  width: number
  height: number
}

export const PAGE_GAP = 12
/** CSS pixels a point at 100 %. */
export const POINT = 96 / 72
export const SMALLEST_ZOOM = 0.1
export const LARGEST_ZOOM = 6

export function layOutPages(
  sizes: readonly PageSize[],
  zoom: Zoom,
  turn: Turn,
  view: { width: number; height: number },
): PageLayout {
  const turned = sizes.map((size) => turnedSize(size, turn))
  const scale = scaleFor(turned, zoom, view)
  let top = PAGE_GAP
  let widest = 0
  const pages = turned.map((size) => {
    const page = { top, width: size.width * scale, height: size.height * scale }
    top += page.height + PAGE_GAP
    widest = Math.max(widest, page.width)
    return page
  })
  return { scale, pages, width: widest, height: top }
}

/** The numbers of the pages that are in view or within one view of it. */
export function pagesNear(layout: PageLayout, top: number, view: number): number[] {
  const from = top - view
  const to = top + 2 * view
  return layout.pages.flatMap((page, index) =>
    page.top + page.height >= from && page.top <= to ? [index + 1] : [],
  )
}

/** The page that the reader is on, and how far down it the view begins (0 to 1; below 0 in the gap above it). */
export function placeAt(layout: PageLayout, top: number, view: number): Place {
  const line = top + view / 3
  const found = layout.pages.findLastIndex((page) => page.top <= line)
  const index = Math.max(0, found)
  const page = layout.pages[index]
  if (!page) return { page: 1, share: 0 }
  return { page: index + 1, share: (top - page.top) / Math.max(1, page.height) }
}

export interface Place {
  page: number
  share: number
}

/** Where the view begins when the reader is at a place: the inverse of `placeAt`, in another layout if need be. */
export function topOfPlace(layout: PageLayout, place: Place): number {
  const page = layout.pages[place.page - 1]
  return page ? Math.max(0, page.top + place.share * page.height) : 0
}

/** As a share: 1 is 100 %. */
export function zoomOf(layout: PageLayout): number {
  return layout.scale / POINT
}

export function clampZoom(zoom: number): number {
  return Math.min(LARGEST_ZOOM, Math.max(SMALLEST_ZOOM, zoom))
}

function scaleFor(
  sizes: readonly PageSize[],
  zoom: Zoom,
  view: { width: number; height: number },
): number {
  if (typeof zoom === 'number') return clampZoom(zoom) * POINT
  const width = Math.max(1, ...sizes.slice(0, 10_000).map((size) => size.width))
  const height = Math.max(1, ...sizes.slice(0, 10_000).map((size) => size.height))
  const byWidth = Math.max(1, view.width - 2 * PAGE_GAP) / width
  const byHeight = Math.max(1, view.height - 2 * PAGE_GAP) / height
  // A receipt across a wide screen would be all letters the size of a thumb.
  const fitted = zoom === 'width' ? Math.min(byWidth, 2 * POINT) : Math.min(byWidth, byHeight)
  return clampZoom(fitted / POINT) * POINT
}

function turnedSize(size: PageSize, turn: Turn): PageSize {
  return turn === 90 || turn === 270 ? { width: size.height, height: size.width } : size
}
