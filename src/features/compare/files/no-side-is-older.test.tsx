import { Suspense } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import type { Kind } from '#formats/kinds.ts'
import { makeDicom, picture, words, type DicomEntry } from '#test/make-dicom.ts'
import { makeDocx, paragraph } from '#test/make-docx.ts'
import { codeStream, makeJp2 } from '#test/make-jp2.ts'
import { makePdf } from '#test/make-pdf.ts'
import { makeTiff, onePage } from '#test/make-tiff.ts'
import { makeZip } from '#test/make-zip.ts'
import '#ui/styles/base.css'
import { ComparedProvider, type ComparedOf } from '../compared-of.ts'
import { differFor, type Side } from '../differ.ts'
import { Labelled } from '../shell/SideLabels.tsx'

/** Of two files neither is the older one: whatever is shown, said or saved of them must not call it so. */
const AGE = /\b(older|newer|before|after|earlier|later)\b/iu

const label = (file: string) => ({
  file,
  title: `${file}, version 1`,
  at: '2026-05-03T10:00:00Z',
  author: 'Ann',
  reason: undefined,
})
const TWO: ComparedOf = { of: 'files', left: label('one'), right: label('two'), warnings: [] }

type Content = [kind: Kind, content: BlobPart]

function side([kind, content]: Content, file: string): Side {
  const blob = new Blob([content])
  return { blob, kind, contentType: '', id: file, versionId: '1', title: `${file}, version 1` }
}

/** What the page saves, by the names of the files. */
let saved: Map<string, Blob>

beforeEach(() => {
  saved = new Map()
  const blobs = new Map<string, Blob>()
  const create = URL.createObjectURL.bind(URL)
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = create(blob)
    if (blob instanceof Blob) blobs.set(url, blob)
    return url
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    const blob = blobs.get(this.href)
    if (blob !== undefined) saved.set(this.download, blob)
  })
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** All that is shown or told to a screen reader now. */
function told(): string {
  const attributes = ['aria-label', 'aria-valuetext', 'aria-description', 'alt', 'title']
  const values = attributes.flatMap((name) =>
    [...document.body.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name) ?? ''),
  )
  return [document.body.innerText, document.body.textContent ?? '', ...values].join('\n')
}

const isBusy = () =>
  document.querySelector('progress, [role=progressbar], [aria-busy=true]') !== null

/** The page is done with what was asked of it. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60))
  await expect.poll(isBusy, { timeout: 40_000 }).toBe(false)
}

/** Buttons that choose how the two are looked at, by their group, and the choices of lists. */
const choices = () => [
  ...document.querySelectorAll<HTMLElement>('[role=group] > button[aria-pressed=false]'),
]

/** Goes through every mode, one after the other, those that a mode opens included. */
async function everyMode(look: () => void): Promise<void> {
  const seen = new Set<string>()
  for (;;) {
    await settled()
    look()
    const next = choices().find(({ textContent }) => !seen.has(textContent ?? ''))
    if (next === undefined) break
    seen.add(next.textContent ?? '')
    next.click()
  }
  for (const list of document.querySelectorAll('select')) {
    for (const { value } of [...list.options].slice(1)) {
      if (!list.isConnected) break
      list.value = value
      list.dispatchEvent(new Event('change', { bubbles: true }))
      await settled()
      look()
    }
  }
}

const saving = () =>
  [...document.querySelectorAll('button')].filter(({ textContent }) =>
    textContent.startsWith('Save'),
  )

async function saveAll(): Promise<void> {
  for (const { textContent } of saving()) {
    const count = saved.size
    // Another page may come in view meanwhile: what is saved of one ends with it.
    const save = () => {
      if (saved.size === count)
        saving()
          .find((one) => one.textContent === textContent)
          ?.click()
      return saved.size
    }
    await expect.poll(save, { timeout: 40_000, interval: 200 }).toBeGreaterThan(count)
  }
}

const ct = (...pixels: number[]) => {
  const also: DicomEntry[] = [
    [0x0008_0060, 'CS', 'CT'],
    [0x0010_0020, 'LO', String(pixels[0])],
    [0x0028_0008, 'IS', '2'],
  ]
  return makeDicom(picture({ rows: 2, columns: 2, bits: 16 }, words(...pixels), also))
}
const pdf = (...texts: string[]) => makePdf({ pages: texts.map((text) => ({ text })) })
const ward = (n: number) => `Page of patient ${n}, ward ${n * 7}, seen by doctor ${n * 13}`
const scan = (...rows: number[]) =>
  makeTiff(
    rows.map((row) =>
      onePage(
        16,
        16,
        Uint8Array.from({ length: 32 }, (_, at) => (Math.floor(at / 2) === row ? 0xff : 0)),
      ),
    ),
  )
const zip = (files: Record<string, string>) =>
  makeZip({ parts: Object.entries(files).map(([name, data]) => ({ name, data })) })

async function drawn(width: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, 50)
  const context = canvas.getContext('2d')
  context?.fillRect(0, 0, width / 2, 20)
  return canvas.convertToBlob()
}

const PAIRS: [
  name: string,
  left: () => Promise<Content> | Content,
  right: () => Promise<Content> | Content,
][] = [
  ['text', () => ['text', 'a\nb\nc\nd\n'], () => ['text', 'c\nd\ne\na\nb\n']],
  [
    'text in another encoding',
    () => ['text', new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a, 0x61])],
    () => ['text', 'café\nb'],
  ],
  ['JSON', () => ['json', '{"a":1,"b":[1,2]}'], () => ['json', '{"a":"1","b":[2,1,3]}']],
  ['XML', () => ['xml', '<a><b>1</b><c/></a>'], () => ['xml', '<a><b>2</b><d/></a>']],
  [
    'HL7 v2',
    () => ['hl7v2', 'MSH|^~\\&|A\rPID|1||7'],
    () => ['hl7v2', 'MSH|^~\\&|B\rPID|1||8\rNTE|1'],
  ],
  [
    'CSV',
    () => ['csv', 'id,a,b\n1,x,y\n2,x,y\n3,x,y'],
    () => ['csv', 'id,b,c\n3,z,p\n1,x,q\n4,x,r'],
  ],
  [
    'RTF',
    () => ['rtf', '{\\rtf1\\ansi Aspirin\\par}'],
    () => ['rtf', '{\\rtf1\\ansi Ibuprofen\\par more}'],
  ],
  [
    'DOCX',
    () => ['docx', makeDocx({ body: paragraph('Aspirin 100 mg') })],
    () => ['docx', makeDocx({ body: paragraph('Aspirin 75 mg') + paragraph('Daily') })],
  ],
  ['pictures', async () => ['image', await drawn(100)], async () => ['image', await drawn(120)]],
  [
    'JPEG 2000',
    () => ['jpeg2000', makeJp2(codeStream('grey'), 17)],
    async () => ['jpeg2000', new Blob([makeJp2(codeStream('grey'), 17), new Uint8Array(1)])],
  ],
  ['TIFF', () => ['tiff', scan(1, 2, 3, 4)], () => ['tiff', scan(1, 9, 3)]],
  [
    'DICOM',
    () => ['dicom', ct(1, 2, 3, 4, 5, 6, 7, 8)],
    () => ['dicom', ct(1, 2, 3, 4, 5, 6, 7, 99)],
  ],
  [
    'DICOM of two patients',
    () => ['dicom', ct(1, 2, 3, 4, 5, 6, 7, 8)],
    () => ['dicom', ct(2, 2, 3, 4, 5, 6, 7, 9)],
  ],
  [
    'PDF',
    () => ['pdf', pdf(ward(1), ward(2), ward(3), 'Gone')],
    () => ['pdf', pdf(ward(1), 'A quite new page', ward(2), ward(3).replace('21', '99'))],
  ],
  [
    'archives',
    () => ['zip', zip({ a: '1', b: '2', d: 'x' })],
    () => ['zip', zip({ a: '3', c: '2', e: 'y' })],
  ],
  ['bytes', () => ['other', Uint8Array.of(0, 1, 2)], () => ['other', Uint8Array.of(0, 1, 9, 2)]],
  ['files of two kinds', () => ['pdf', pdf(ward(1))], async () => ['image', await drawn(100)]],
]

it.each(PAIRS)(
  'of two files neither is called the older one: %s',
  { timeout: 150_000 },
  async (_, one, other) => {
    const [left, right] = [side(await one(), 'one'), side(await other(), 'two')]
    const { View } = differFor(left.kind, right.kind)
    const { unmount } = await render(
      <ComparedProvider value={TWO}>
        <Labelled>
          <Suspense fallback={<progress />}>
            <View {...{ left, right }} renderPreview={({ id }) => <p>Preview of {id}</p>} />
          </Suspense>
        </Labelled>
      </ComparedProvider>,
    )
    await settled()
    await saveAll()
    await everyMode(() => expect(told()).not.toMatch(AGE))
    for (const [name, blob] of saved) {
      expect(name).toMatch(/^one-version-1(-frame-\d)?-and-two-version-1(-frame-\d)?\./u)
      const text = new TextDecoder('latin1').decode(await blob.arrayBuffer())
      // A picture has no words.
      if (!name.endsWith('.png')) expect(text.replaceAll(/PNG[\s\S]*?IEND/gu, '')).not.toMatch(AGE)
      if (name.endsWith('.csv')) expect(text).toMatch(/Left: one, version 1|,(left|right),/u)
    }
    await unmount()
  },
)
