import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { losslessJpeg } from '#test/make-coded-jpeg.ts'
import { makeDicom, picture, SYNTAX, words, type DicomEntry } from '#test/make-dicom.ts'
import { codecs, PLAIN } from '#test/open-picture.ts'
import { spoiledParts } from '#test/spoiled-parts.ts'
import { WholeNeeded, type PartialBytes } from '../../partial-bytes.ts'
import { openDicom, openDicomInParts, type DicomFile } from '../data-set/open-dicom.ts'
import { placesOf, rowOf } from '../objects/tag-rows.ts'
import { openPicture } from './picture-reader.ts'

const FRAMES = (count: number): DicomEntry => [0x0028_0008, 'IS', String(count)]
const SIGNED_BEHIND: DicomEntry = [0xfffc_fffc, 'OB', new Uint8Array(30)]
const jpeg = (value: number) =>
  losslessJpeg({ width: 4, height: 2 }, [value, 9, value, 7, value, 5, value, 3])

/** As compressed films are: each frame in two fragments, and a table of where it begins. */
function encapsulated(frames: number): Uint8Array<ArrayBuffer> {
  const fragments: Uint8Array[] = []
  const offsets: number[] = []
  let at = 0
  for (let frame = 0; frame < frames; frame += 1) {
    const bytes = jpeg(10 + frame)
    const halves = [bytes.slice(0, 40), bytes.slice(40)]
    fragments.push(...halves)
    offsets.push(at & 0xffff, at >> 16)
    for (const { length } of halves) at += 8 + length + (length % 2)
  }
  const table = words(...offsets)
  const also = [FRAMES(frames), SIGNED_BEHIND]
  return makeDicom(picture({ rows: 2, columns: 4 }, { fragments, table }, also), SYNTAX.lossless)
}

function native(bits: number, frames: number, syntax: string): Uint8Array<ArrayBuffer> {
  const size = Math.ceil((5 * 3 * bits * frames) / 8)
  const pixels = Uint8Array.from({ length: size + (size % 2) }, (_, at) => (at * 37) & 255)
  const sequence: DicomEntry = [0x0008_1140, 'SQ', { items: [[[0x0008_1155, 'UI', '1.2']]] }]
  const also: DicomEntry[] = [FRAMES(frames), sequence, SIGNED_BEHIND]
  return makeDicom(picture({ rows: 3, columns: 5, bits }, pixels, also), syntax)
}

const FILES = [
  native(8, 6, SYNTAX.explicit),
  native(16, 5, SYNTAX.implicit),
  native(16, 5, SYNTAX.big),
  native(8, 3, SYNTAX.big),
  native(1, 7, SYNTAX.explicit),
  encapsulated(6),
  encapsulated(1),
  makeDicom(
    picture({ rows: 2, columns: 4 }, { fragments: [jpeg(1), jpeg(2)] }, [FRAMES(2)]),
    SYNTAX.lossless,
  ),
  makeDicom([
    [0x0008_0060, 'CS', 'SR'],
    [0x0040_a730, 'SQ', { items: [[]] }],
  ]),
]

/** All that can be seen of a file; frames in an order of their own. */
async function seen(file: DicomFile, order: (frames: number) => number[]) {
  const remarks: string[] = []
  const remark = (words: string) => void remarks.push(words)
  const reader = openPicture(file, codecs, remark)
  const drawn: Record<number, unknown> = {}
  if ('model' in reader) {
    for (const index of order(reader.model.frames)) {
      drawn[index] = await reader.draw(index, PLAIN).catch((error: Error) => {
        if (error instanceof WholeNeeded) throw error
        return error.message
      })
      await reader.ahead(index)
    }
  }
  const rows = placesOf([file.meta, file.data], remark)
    .filter(({ element }) => element?.fragments === undefined)
    .map((place) => rowOf(place, true))
  const told = 'model' in reader ? reader.model : reader.fault
  return { problems: file.problems, remarks, rows, drawn, told }
}

async function whole(bytes: Uint8Array<ArrayBuffer>, order: (frames: number) => number[]) {
  try {
    return await seen(await openDicom(bytes), order)
  } catch (error) {
    return String(error)
  }
}

/** The same by parts; `undefined` where that wants the whole. */
async function inParts(
  bytes: Uint8Array<ArrayBuffer>,
  block: number,
  order: (frames: number) => number[],
) {
  try {
    return await seen(await openDicomInParts(spoiledParts(bytes, block).parts), order)
  } catch (error) {
    return error instanceof WholeNeeded ? undefined : String(error)
  }
}

/** A picture that must be one. */
async function pictureOf(parts: PartialBytes) {
  const reader = openPicture(await openDicomInParts(parts), codecs, () => undefined)
  if ('fault' in reader) throw new Error(reader.fault)
  return reader
}

/** Whether the table of offsets, of six frames, begins here. */
function isItem(bytes: Uint8Array, at: number): boolean {
  return [0xfe, 0xff, 0, 0xe0, 24].every((byte, index) => bytes[at + index] === byte)
}

const forwards = (frames: number) => Array.from({ length: frames }, (_, at) => at).slice(0, 40)
const backwards = (frames: number) => forwards(frames).toReversed()

describe('a DICOM file that comes in parts', () => {
  it.each(FILES.map((bytes, at) => [at, bytes] as const))(
    'shows what the whole shows: %i',
    async (at, bytes) => {
      for (const block of [64, 100, 1024, 1 << 20]) {
        const expected = at === 7 ? undefined : await whole(bytes, backwards)
        expect(await inParts(bytes, block, backwards)).toEqual(expected)
      }
    },
  )

  it('shows what the whole shows, or wants that, wherever the frames are cut', async () => {
    const file = encapsulated(2)
    for (let length = 250; length < file.length; length += 1) {
      const found = await inParts(file.slice(0, length), 64, backwards)
      if (found !== undefined) expect(found).toEqual(await whole(file.slice(0, length), backwards))
    }
  })

  it('shows what the whole shows, or wants that, however it is damaged and cut', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
    const given = [
      fc.constantFrom(...FILES),
      damage,
      fc.integer({ min: 40, max: 700 }),
      fc.nat(),
    ] as const
    await fc.assert(
      fc.asyncProperty(...given, async (file, changes, block, cut) => {
        const bytes = file.slice(0, cut % 3 === 0 ? file.length - (cut % file.length) : file.length)
        // Not the pixels alone, of which there are most: tags, lengths and tables.
        for (const [at, value] of changes)
          bytes[at % 3 === 0 ? at % bytes.length : 132 + (at % Math.max(1, bytes.length - 132))] =
            value
        const found = await inParts(bytes, block, backwards)
        if (found !== undefined) expect(found).toEqual(await whole(bytes, backwards))
      }),
      { numRuns: 800 },
    )
  })

  it('reads the head and the frames that are drawn, and little more', async () => {
    const rows = 64
    const pixels = new Uint8Array(rows * 64 * 100).map((_, at) => at & 255)
    const bytes = makeDicom(picture({ rows, columns: 64 }, pixels, [FRAMES(100)]))
    const { parts, asked } = spoiledParts(bytes, 4096, 0)
    const file = await openDicomInParts(parts)
    // The list of tags shows the first of the pixels.
    expect(asked()).toBeLessThan(810_000)
    void file
  })

  it.each([
    ['deflated', makeDicom([], SYNTAX.deflated)],
    ['without a head', makeDicom(picture({ rows: 2, columns: 2 }, new Uint8Array(4))).slice(132)],
    [
      'a film',
      makeDicom(picture({ rows: 2, columns: 2 }, { fragments: [] }), '1.2.840.10008.1.2.4.102'),
    ],
  ])('wants the whole of one that is %s', async (_, bytes) => {
    await expect(openDicomInParts(spoiledParts(bytes, 64).parts)).rejects.toThrow(WholeNeeded)
  })

  it('wants the whole once a frame does not end where the table says, and never shows another', async () => {
    const bytes = encapsulated(6)
    const damaged = bytes.slice()
    const head = damaged.findIndex((_, at) => isItem(damaged, at))
    // The third frame is said to begin two bytes later.
    damaged[head + 16] = (damaged[head + 16] ?? 0) + 2
    const reader = await pictureOf(spoiledParts(damaged, 64).parts)
    await expect(reader.draw(1, PLAIN)).rejects.toThrow(WholeNeeded)
    await expect(reader.draw(2, PLAIN)).rejects.toThrow(WholeNeeded)
    await expect(reader.draw(4, PLAIN)).resolves.toMatchObject({ index: 4 })
  })

  it('draws nothing where a part is refused, and the frame once it is given', async () => {
    const frame = 1 << 20
    const bytes = makeDicom(
      picture({ rows: 1024, columns: 1024 }, new Uint8Array(frame * 3).fill(77), [FRAMES(3)]),
    )
    const { parts, refuse } = spoiledParts(bytes, 65_536)
    const reader = await pictureOf(parts)
    refuse(true)
    await expect(reader.draw(2, PLAIN)).rejects.toThrow('refused')
    refuse(false)
    const drawn = await reader.draw(2, PLAIN)
    expect(drawn.pixels.every((value, at) => value === (at % 4 === 3 ? 255 : 77))).toBe(true)
  })
})
