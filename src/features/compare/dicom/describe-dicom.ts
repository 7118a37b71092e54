import { counted, gatherChanges, type Comparison } from '../changes.ts'
import { identityWords, type Identity } from '../patient/identity.ts'
import { shareWords } from '../pixels/describe-pixels.ts'
import type { TagChange } from './compare-tags.ts'
import type { ValueDiff } from './diff-values.ts'

/** How a frame stands to that of the same number. */
export type FrameState = 'same' | 'changed' | 'added' | 'removed' | 'failed'

/** The attributes in the order in which they are told: those that every new file has at the end. */
export function inOrder(tags: readonly TagChange[]): TagChange[] {
  return tags.toSorted((one, other) => Number(one.isMinor) - Number(other.isMinor))
}

/**
 * What differs between two objects in words: the patient first. Values that may tell who somebody is are left out unless
 * they are revealed; that they differ never is.
 */
export function describeDicom(parts: {
  identity: Identity
  tags: readonly TagChange[]
  isCut: boolean
  /** By frame; nothing where it is not compared, or not yet. */
  frames: readonly (FrameState | undefined)[]
  notCompared: readonly string[]
  revealed: boolean
  /** More of the frames will be compared. */
  isComparing: boolean
}): Comparison {
  const { identity, tags, frames, revealed } = parts
  const { add, list } = gatherChanges()
  const failed = frames.filter((state) => state === 'failed').length
  const isOther = identity.type === 'other-patient'
  for (const [index, state] of frames.entries()) {
    if (state === undefined || state === 'same' || state === 'failed') continue
    const place = { label: `Frame ${index + 1}`, path: '', anchor: `frame ${index}` }
    if (state === 'added') add({ ...place, kind: 'added', after: '' })
    else if (state === 'removed') add({ ...place, kind: 'removed', before: '' })
    else add({ ...place, kind: 'changed', before: '', after: '' })
  }
  for (const [index, tag] of inOrder(tags).entries()) {
    const isHidden = tag.isPersonal && !revealed
    const place = {
      label: tag.name,
      path: tag.path,
      anchor: `tag ${index}`,
      ...(tag.isMinor && { minor: true as const }),
      ...(isOther && IDENTITY.has(tag.path) && { urgent: true as const }),
    }
    const before = isHidden ? '' : tag.before
    const after = isHidden ? '' : tag.after
    if (tag.kind === 'added') add({ ...place, kind: 'added', after })
    else if (tag.kind === 'removed') add({ ...place, kind: 'removed', before })
    else add({ ...place, kind: 'changed', before, after })
  }
  const notCompared = [
    ...parts.notCompared,
    ...(failed > 0 ? [`${counted(failed, 'frame')} could not be decoded and compared.`] : []),
    ...(parts.isCut ? ['There are more attributes than are compared.'] : []),
  ]
  const isAll = notCompared.length === 0 && frames.every((state) => state === 'same')
  return {
    ...list(),
    summary: summaryOf(parts),
    notCompared,
    remarks: tags.length === 0 && isAll ? ['The files differ only in how they are written.'] : [],
  }
}

/** Attributes that say whose it is, by their paths. */
const IDENTITY = new Set(['(0010,0020)', '(0010,0010)', '(0010,0030)'])

function summaryOf(parts: Parameters<typeof describeDicom>[0]): string {
  const { identity, frames, isComparing } = parts
  const tags = parts.tags.length
  const patient = identityWords(identity)
  const isOpen = (state: FrameState | undefined) => state === undefined || state === 'failed'
  const changed = frames.filter((state) => state !== 'same' && !isOpen(state)).length
  const hasOpen = frames.some(isOpen)
  const of =
    frames.length === 1
      ? 'the picture differs'
      : `${counted(changed, 'frame')} of ${frames.length} differ${changed === 1 ? 's' : ''}`
  const pixels =
    frames.length === 0
      ? undefined
      : changed > 0
        ? `${of}${isComparing ? ' so far' : ''}`
        : hasOpen
          ? isComparing
            ? 'the pixels are still compared'
            : undefined
          : 'all pixels are the same'
  const words = [
    tags === 0
      ? 'no attribute differs'
      : `${counted(tags, 'attribute')} differ${tags === 1 ? 's' : ''}`,
    pixels,
  ]
    .filter((word) => word !== undefined)
    .join(', ')
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
  return patient === undefined ? sentence : `${patient} ${sentence}`
}

/** What differs between two frames, in the unit of their values. */
export function describeValues(diff: ValueDiff): Comparison {
  const { add, list } = gatherChanges()
  for (const [index, { x, y, width, height, pixels }] of diff.areas.entries()) {
    const label = `Area ${width} × ${height} at ${x}, ${y}`
    add({
      kind: 'changed',
      label,
      path: counted(pixels, 'pixel'),
      anchor: String(index),
      before: '',
      after: '',
    })
  }
  const { differing, outside, size, unit, unlike } = diff
  const share = shareWords(differing + outside, size.width * size.height)
  const by = `by up to ${inUnit(diff.largest, unit)}, ${inUnit(diff.mean, unit)} on average`
  return {
    ...list(),
    summary:
      unlike !== undefined
        ? 'The pixels could not be compared.'
        : differing + outside === 0
          ? 'All values of this frame are the same.'
          : differing === 0
            ? `${share} of the pixels are in one frame alone.`
            : `${share} of the pixels differ ${by}, in ${counted(diff.areas.length + diff.moreAreas, 'area')}.`,
    notCompared: unlike === undefined ? [] : [unlike],
    remarks: [
      'Both are drawn with the same window; what is compared are the values, whatever the window.',
    ],
  }
}

function inUnit(value: number, unit: string | undefined): string {
  const number = value.toLocaleString('en', { maximumSignificantDigits: 4 })
  return unit === undefined ? `${number} (stored values)` : `${number} ${unit}`
}
