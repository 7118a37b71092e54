import { decodeFrame, type PixelSource, type StoredFrame } from './decode-frame.ts'
import { readModality, readProposals, type Modality, type Proposal } from './grayscale.ts'
import type { GreyChoice } from './picture-model.ts'
import { rangeOf, windowOfRange, type Greys } from './render-frame.ts'

/** Values of all frames together up to which a common range is sought. */
const COMMON = 16_000_000

/** What the greys of a frame are chosen from. */
export interface GreySource {
  source: PixelSource
  /** Frames that are there. */
  frames: number
  stored: (index: number) => Promise<StoredFrame>
  padding: { from: number; to: number } | undefined
  /** The range that all frames share, once it was asked for. */
  common: { low: number; high: number } | undefined
  remark: (words: string) => void
}

/** What the file proposes for a frame. Values below zero make its tables signed. */
export function readProposalsOf(opened: GreySource, index: number, modality: Modality): Proposal[] {
  const { data, format } = opened.source
  const below = modality.type === 'linear' && modality.intercept < 0
  return readProposals(data, index, format.signed || below, opened.remark)
}

/**
 * How the greys of a frame are made: as chosen, else as the file proposes, else as its bytes are, else from its lowest to
 * its highest value.
 */
export async function chooseGreys(
  opened: GreySource,
  frame: StoredFrame,
  index: number,
  choice: GreyChoice | undefined,
): Promise<Greys> {
  if (choice?.type === 'window') return choice
  const modality = readModality(opened.source.data, index, opened.source.format.signed)
  const wanted = choice === undefined ? 0 : choice.type === 'proposal' ? choice.index : -1
  const proposal = readProposalsOf(opened, index, modality)[wanted]
  if (proposal) return proposal
  if (choice === undefined && isPlain(frame, modality)) {
    return { type: 'window', window: windowOfRange({ low: 0, high: 2 ** frame.bits - 1 }) }
  }
  return { type: 'window', window: windowOfRange(await commonRange(opened, frame, modality)) }
}

/** One range for all frames, so that they can be compared; of the first that is drawn where there are many. */
async function commonRange(opened: GreySource, first: StoredFrame, modality: Modality) {
  if (opened.common) return opened.common
  const { source, frames, padding } = opened
  const { places, format, data } = source
  const isSmall =
    places.type === 'native' && frames > 1 && frames * format.rows * format.columns <= COMMON
  const ranges = [rangeOf(first, modality, padding)]
  for (let index = 0; index < (isSmall ? frames : 0); index += 1) {
    const scale = readModality(data, index, format.signed)
    ranges.push(rangeOf(await decodeFrame(source, index), scale, padding))
  }
  const known = ranges.filter((range) => range !== undefined)
  opened.common = {
    low: known.length === 0 ? 0 : Math.min(...known.map(({ low }) => low)),
    high: known.length === 0 ? 1 : Math.max(...known.map(({ high }) => high)),
  }
  return opened.common
}

/** Bytes without a scale are greys as they are. */
function isPlain({ bits, values }: StoredFrame, modality: Modality): boolean {
  const isUnsigned = values instanceof Uint8Array || values instanceof Uint16Array
  const isScaled = modality.type === 'table' || modality.slope !== 1 || modality.intercept !== 0
  return bits <= 8 && isUnsigned && !isScaled
}
