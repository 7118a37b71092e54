import { counted, gatherChanges, type Comparison } from '../changes.ts'
import type { PixelDiff, Size } from './diff-pixels.ts'

/** What differs between two pictures, in words. @param notCompared what is said of what was left out */
export function describePixels(
  left: Size,
  right: Size,
  diff: PixelDiff,
  options: {
    tolerant: boolean
    notCompared?: readonly string[]
    /** They are pages of several, so that nothing is said of the files. */
    isPart?: boolean
  },
): Comparison {
  const { list, add } = gatherChanges()
  for (const [index, { x, y, width, height, pixels }] of diff.areas.entries()) {
    add({
      kind: 'changed',
      label: `Area ${width} × ${height} at ${x}, ${y}`,
      path: counted(pixels, 'pixel'),
      anchor: String(index),
      before: '',
      after: '',
    })
  }
  return {
    ...list(),
    summary: summaryOf(diff, options.tolerant, isAllCompared(options)),
    notCompared: [
      ...(options.notCompared ?? []),
      ...(diff.moreAreas > 0
        ? [
            `${counted(diff.moreAreas, 'smaller area')} that differ are not listed; the heat map shows them.`,
          ]
        : []),
    ],
    remarks: [...sizeRemarks(left, right), ...lookRemarks(diff, options)],
  }
}

/** Else nothing may be said of the pictures as a whole: a later frame or a finer shade may differ. */
function isAllCompared({ notCompared = [] }: { notCompared?: readonly string[] }): boolean {
  return notCompared.length === 0
}

function summaryOf(diff: PixelDiff, tolerant: boolean, isAll: boolean): string {
  const { areas, moreAreas, outside, size } = diff
  const pixels = (tolerant ? diff.visible : diff.differing) + outside
  if (pixels === 0) {
    return tolerant && diff.differing > 0
      ? 'No difference that can be seen.'
      : isAll
        ? 'The pictures are the same, pixel for pixel.'
        : 'No difference in what is compared of the pictures.'
  }
  const share = shareWords(pixels, size.width * size.height)
  return `${share} of the pixels differ in ${counted(areas.length + moreAreas, 'area')}.`
}

/** Never none where there is some, nor all where some is missing. */
export function shareWords(part: number, whole: number): string {
  const percent = (part / whole) * 100
  if (percent > 0 && percent < 0.01) return 'Less than 0.01 %'
  if (percent < 100 && percent > 99.99) return 'More than 99.99 %'
  return `${percent < 10 ? Number(percent.toFixed(2)) : Number(percent.toFixed(1))} %`
}

function sizeRemarks(left: Size, right: Size): string[] {
  if (left.width === right.width && left.height === right.height) return []
  const words = ({ width, height }: Size) =>
    `${width.toLocaleString('en')} × ${height.toLocaleString('en')}`
  return [
    `The sizes differ: ${words(left)} → ${words(right)} pixels. Both lie at the upper left corner, not scaled.`,
  ]
}

function lookRemarks(
  { differing, visible, outside }: PixelDiff,
  options: { tolerant: boolean; isPart?: boolean; notCompared?: readonly string[] },
): string[] {
  const { tolerant, isPart = false } = options
  const unseen = differing - visible
  if (differing + outside === 0) {
    if (isPart) return []
    return isAllCompared(options)
      ? ['The files differ in how the picture is stored, or in what is stored beside it.']
      : ['The files differ in what is not compared, or in how the picture is stored.']
  }
  if (unseen === 0) return []
  return tolerant
    ? [
        `${counted(unseen, 'pixel')} that differ hardly visibly ${unseen === 1 ? 'is' : 'are'} left out.`,
      ]
    : [
        `${unseen === differing && outside === 0 ? 'All' : counted(unseen, 'pixel')} of these differ hardly visibly.`,
      ]
}
