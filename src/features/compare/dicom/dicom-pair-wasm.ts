// oxlint-disable-next-line import/default -- an address, by Vite
import charLsUrl from '@cornerstonejs/codec-charls/decodewasm?url'
// oxlint-disable-next-line import/default -- an address, by Vite
import openJpegUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url'
import { loadCodecs } from '#formats/dicom/codecs/load-codecs.ts'
import { openDicom } from '#formats/dicom/data-set/open-dicom.ts'
import { describeObject } from '#formats/dicom/objects/describe-object.ts'
import type { DrawnFrame } from '#formats/dicom/pixels/picture-model.ts'
import { openPicture, type PictureReader } from '#formats/dicom/pixels/picture-reader.ts'
import { handOver, serveCalls } from '#lib/worker-session.ts'
import type { Identity } from '../patient/identity.ts'
import {
  drawHeat,
  partsOf,
  type PictureComparison,
  type PictureSide,
} from '../picture/compare-rasters.ts'
import { compareTags, type TagChange } from './compare-tags.ts'
import { describeValues, type FrameState } from './describe-dicom.ts'
import { diffValues } from './diff-values.ts'
import { compareIdentity } from './patient-identity.ts'

/** Two DICOM objects without their pixels, which are asked for frame by frame. */
export interface OpenedPair {
  identity: Identity
  tags: readonly TagChange[]
  /** There are more attributes than were compared. */
  isCut: boolean
  /** Frames that both have, and the larger number of the two. */
  frames: { both: number; most: number; rest: 'added' | 'removed' }
  /** What of the two is not compared, in sentences. */
  notCompared: readonly string[]
}

const codecs = loadCodecs({ charLs: charLsUrl, openJpeg: openJpegUrl })
/** Attributes that differ and are kept; all are counted by nobody in a file that has more. */
const MOST_TAGS = 20_000

let pictures: { left: PictureReader; right: PictureReader } | undefined

/** Keeps two DICOM objects and compares what is asked of them. */
const methods = {
  async open({ left, right }: { left: Blob; right: Blob }): Promise<OpenedPair> {
    const one = await openDicom(new Uint8Array(await left.arrayBuffer()))
    const other = await openDicom(new Uint8Array(await right.arrayBuffer()))
    const tags: TagChange[] = []
    const add = (change: TagChange) => void (tags.length < MOST_TAGS && tags.push(change))
    const ends = [compareTags(one.meta, other.meta, add), compareTags(one.data, other.data, add)]
    const readers = [one, other].map((file) =>
      describeObject(file).type === 'picture'
        ? openPicture(file, codecs, () => undefined)
        : undefined,
    )
    const [a, b] = [readers[0], readers[1]]
    pictures = a && b && 'model' in a && 'model' in b ? { left: a, right: b } : undefined
    const [before, after] = [a, b].map((reader) =>
      reader && 'model' in reader ? reader.model.frames : 0,
    )
    const counts = [before ?? 0, after ?? 0]
    return {
      identity: compareIdentity(one.data, other.data),
      tags,
      isCut: tags.length >= MOST_TAGS || ends.some(({ isCut }) => isCut),
      frames: {
        both: pictures ? Math.min(...counts) : 0,
        most: pictures ? Math.max(...counts) : 0,
        rest: (after ?? 0) > (before ?? 0) ? 'added' : 'removed',
      },
      notCompared: [
        ...[a, b].flatMap((reader) =>
          reader && 'fault' in reader ? [`The pixels are not compared: ${reader.fault}`] : [],
        ),
        ...(a === undefined && b === undefined
          ? [
              'These objects hold no pictures; a document or recording inside is compared as an attribute.',
            ]
          : (a === undefined) !== (b === undefined)
            ? ['One of the two holds no picture, so no pixels are compared.']
            : []),
        ...(one.problems.length + other.problems.length > 0
          ? ['A file is not as it should be; its preview says what is wrong.']
          : []),
      ],
    }
  },
  async frameState(index: number): Promise<FrameState> {
    try {
      const { differing, outside, unlike } = diffValues(...(await valuesOf(index)))
      return differing + outside === 0 && unlike === undefined ? 'same' : 'changed'
    } catch {
      return 'failed'
    }
  },
  async frame(index: number): Promise<PictureComparison> {
    const { left, right } = opened()
    const diff = diffValues(...(await valuesOf(index)))
    const after = await right.draw(index, PLAIN)
    // One window for both: what looks the same has the same values.
    const greys = after.window && ({ type: 'window', window: after.window } as const)
    const before = await left.draw(index, { ...PLAIN, greys })
    const words = describeValues(diff)
    const comparison: PictureComparison = {
      ...words,
      left: await sideOf(before),
      right: await sideOf(after),
      size: diff.size,
      areas: diff.areas,
      heat: diff.differing > 0 ? await drawHeat(diff) : undefined,
      heatScale: diff.heat.scale,
    }
    return handOver(comparison, partsOf(comparison))
  },
}

/** As the file wants it, without what lies over the picture. */
const PLAIN = { greys: undefined, inverted: false, overlays: false }

function opened() {
  if (pictures === undefined) throw new Error('There are no two pictures.')
  return pictures
}

async function valuesOf(index: number) {
  const { left, right } = opened()
  return [await left.values(index), await right.values(index)] as const
}

async function sideOf({ pixels, columns, rows }: DrawnFrame): Promise<PictureSide> {
  const bitmap = await createImageBitmap(new ImageData(pixels, columns, rows))
  return { size: { width: columns, height: rows }, shown: { type: 'bitmap', bitmap } }
}

export type DicomPairMethods = typeof methods

serveCalls(methods)
