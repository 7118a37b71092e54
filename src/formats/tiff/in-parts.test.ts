import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeJpeg } from '#test/make-jpeg.ts'
import { makeTiff, onePage, type TiffPageParts } from '#test/make-tiff.ts'
import { spoiledParts } from '#test/spoiled-parts.ts'
import { WholeNeeded } from '../partial-bytes.ts'
import { decodePage } from './decode-page.ts'
import { readTiff, readTiffInParts, type TiffFile } from './read-tiff.ts'

const noise = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 53 + 7) & 255)

/** A grey page in strips of ten rows, or in tiles. */
function strips(
  tags: TiffPageParts['tags'] = {},
  encode = (part: Uint8Array) => part,
): TiffPageParts {
  const parts = [0, 1, 2].map((at) => encode(noise(320 + at).subarray(at, at + 320)))
  return { tags: { 256: 32, 257: 30, 258: 8, 259: 1, 262: 1, 277: 1, 278: 10, ...tags }, parts }
}

const deflated = strips({ 259: 8 }, (part) => deflateSync(part))
const jpeg = makeJpeg({ across: 1, down: 1, blocks: [[90]] })
const named = (page: TiffPageParts, name: string) => ({
  ...page,
  tags: { ...page.tags, 285: name },
})
const copy = onePage(4, 4, noise(16), { 254: 1, 258: 8, 262: 1 })

const FILES = [
  makeTiff([strips()]),
  makeTiff([deflated, strips(), deflated], { isLittle: false }),
  makeTiff([strips(), copy, named(deflated, 'The third one of them'), strips({ 254: 4 })], {
    isBig: true,
  }),
  makeTiff([
    onePage(8, 8, jpeg, { 258: 8, 259: 7, 262: 1 }),
    onePage(8, 8, jpeg, { 258: 8, 259: 6, 262: 1, 513: 8, 514: jpeg.length }),
  ]),
  makeTiff(Array.from({ length: 30 }, (_, at) => named(strips(), `Page ${at} of a scan`))),
]

async function seen({ source, pages, remarks }: TiffFile) {
  const drawn: Record<number, unknown> = {}
  for (let at = pages.length - 1; at >= Math.max(0, pages.length - 6); at -= 1) {
    const page = pages[at]
    // Damage may make them as large as pages can be, which says no more and takes long.
    if (page && page.width * page.height < 100_000) drawn[at] = await drawnPage(source, page)
  }
  return {
    remarks,
    drawn,
    names: pages.map(({ pageName, width, height }) => [pageName, width, height]),
  }
}

async function drawnPage(...page: Parameters<typeof decodePage>) {
  try {
    const { rgba, ...told } = await decodePage(...page)
    return { ...told, pixels: createHash('sha256').update(rgba).digest('hex') }
  } catch (error) {
    if (error instanceof WholeNeeded) throw error
    return String(error)
  }
}

async function whole(bytes: Uint8Array<ArrayBuffer>) {
  try {
    return await seen(readTiff(bytes))
  } catch (error) {
    return String(error)
  }
}

/** The same by parts; `undefined` where that wants the whole. */
async function inParts(bytes: Uint8Array<ArrayBuffer>, block: number) {
  try {
    const { first, all } = await readTiffInParts(spoiledParts(bytes, block).parts)
    const early = first && (await seen(first))
    const found = await seen(await all())
    // What is shown first stays what it is, at its place.
    expect(found.names.slice(0, early?.names.length ?? 0)).toEqual(early?.names ?? [])
    return found
  } catch (error) {
    if (error instanceof WholeNeeded) return undefined
    if (error instanceof Error && error.name === 'AssertionError') throw error
    return String(error)
  }
}

describe('a TIFF that comes in parts', () => {
  it.each(FILES.map((bytes, at) => [at, bytes] as const))(
    'shows what the whole shows: %i',
    async (_, bytes) => {
      for (const block of [64, 100, 1024, 1 << 20])
        expect(await inParts(bytes, block)).toEqual(await whole(bytes))
    },
  )

  it('shows what the whole shows, however it is damaged and cut', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
    const given = [
      fc.constantFrom(...FILES),
      damage,
      fc.integer({ min: 48, max: 700 }),
      fc.nat(),
    ] as const
    await fc.assert(
      fc.asyncProperty(...given, async (file, changes, block, cut) => {
        const bytes = file.slice(0, cut % 3 === 0 ? file.length - (cut % file.length) : file.length)
        // Directories are at the end.
        for (const [at, value] of changes)
          bytes[at % 3 === 0 ? at % bytes.length : Math.max(0, bytes.length - 1 - (at % 400))] =
            value
        const found = await inParts(bytes, block)
        if (found !== undefined) expect(found).toEqual(await whole(bytes))
      }),
      { numRuns: 800 },
    )
  })

  it('shows its first page before the list of pages is at its end', async () => {
    const bytes = FILES[4] ?? new Uint8Array()
    const { parts, asked } = spoiledParts(bytes, 256)
    const { first, all } = await readTiffInParts(parts)
    expect(first?.pages.length).toBeGreaterThan(0)
    expect(first?.pages.length).toBeLessThan(30)
    expect(asked()).toBeLessThan(bytes.length / 4)
    expect((await all()).pages).toHaveLength(30)
  })

  it('reads the page that is wanted, not the others', async () => {
    const { parts, asked } = spoiledParts(
      makeTiff([strips(), onePage(500, 500, noise(250_000), { 258: 8, 262: 1 })]),
      512,
    )
    const { all } = await readTiffInParts(parts)
    const { source, pages } = await all()
    if (pages[0]) await decodePage(source, pages[0])
    expect(asked()).toBeLessThan(6000)
  })

  it('draws nothing where a part is refused, and the page once it is given', async () => {
    const bytes = makeTiff([onePage(50, 50, new Uint8Array(2500).fill(99), { 258: 8, 262: 1 })])
    const { parts, refuse } = spoiledParts(bytes, 512)
    const { all } = await readTiffInParts(parts)
    const { source, pages } = await all()
    const [page] = pages
    if (!page) throw new Error('There is no page.')
    refuse(true)
    await expect(decodePage(source, page)).rejects.toThrow('refused')
    refuse(false)
    expect(
      (await decodePage(source, page)).rgba.every(
        (value, at) => value === (at % 4 === 3 ? 255 : 99),
      ),
    ).toBe(true)
  })
})
