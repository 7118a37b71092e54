// oxlint-disable-next-line import/default -- an address, by Vite
import charLsUrl from '@cornerstonejs/codec-charls/decodewasm?url'
// oxlint-disable-next-line import/default -- an address, by Vite
import openJpegUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url'
import { loadCodecs } from '#formats/dicom/codecs/load-codecs.ts'
import { openDicom, openDicomInParts } from '#formats/dicom/data-set/open-dicom.ts'
import { describeObject, type ObjectSummary } from '#formats/dicom/objects/describe-object.ts'
import {
  readEncapsulated,
  readFilm,
  type Encapsulated,
} from '#formats/dicom/objects/encapsulated.ts'
import { readReport, type Report } from '#formats/dicom/objects/read-report.ts'
import {
  placesOf,
  rowOf,
  searchText,
  wholeValue,
  type TagRow,
} from '#formats/dicom/objects/tag-rows.ts'
import type { Display, DrawnFrame, PictureModel } from '#formats/dicom/pixels/picture-model.ts'
import {
  openPicture,
  type PictureReader,
  type Probe,
} from '#formats/dicom/pixels/picture-reader.ts'
import { PartialBytes } from '#formats/partial-bytes.ts'
import { rangesOfPort, type SourcePort } from '#formats/source-port.ts'
import { serveCalls } from '#lib/worker-session.ts'

/** A DICOM file without its pixels and tags, which are asked for. */
export interface OpenedDicom {
  summary: ObjectSummary
  /** What is odd, broken or missing. */
  remarks: readonly string[]
  picture: PictureModel | undefined
  /** Why there is no picture where one should be. */
  pictureFault: string | undefined
  report: Report | undefined
  document: (Omit<Encapsulated, 'blob'> & { size: number }) | undefined
}

type Places = ReturnType<typeof placesOf>

let picture: PictureReader | undefined
let encapsulated: Blob | undefined
let places: Places = []
/** Places of the rows that were searched for; `undefined` for all. */
let found: Uint32Array | undefined

/** Keeps a DICOM file and decodes what is asked of it. */
const methods = {
  /** @throws WholeNeeded where a source can't be read in parts; so do `draw` and `probe` once that comes out */
  async open(content: Blob | SourcePort): Promise<OpenedDicom> {
    const file =
      content instanceof Blob
        ? await openDicom(new Uint8Array(await content.arrayBuffer()))
        : await openDicomInParts(new PartialBytes(rangesOfPort(content)))
    const remarks = new Set(file.problems)
    const remark = (words: string) => void remarks.add(words)
    const summary = describeObject(file)
    places = placesOf([file.meta, file.data], remark)
    const opened = summary.type === 'picture' ? openPicture(file, codecs, remark) : undefined
    picture = opened && 'model' in opened ? opened : undefined
    const inner =
      summary.type === 'document'
        ? readEncapsulated(file.data, remark)
        : picture
          ? undefined
          : readFilm(file.data, file.syntax)
    encapsulated = inner?.blob
    return {
      summary,
      picture: picture?.model,
      pictureFault: opened && 'fault' in opened ? opened.fault : undefined,
      report: summary.type === 'report' ? readReport(file.data, remark) : undefined,
      document: inner && describeInner(inner),
      remarks: [...remarks],
    }
  },
  async draw({ index, display }: { index: number; display: Display }): Promise<DrawnFrame> {
    if (!picture) throw new Error('There is no picture.')
    const drawn = await picture.draw(index, display)
    // Whoever wants one of those tells if it can't be loaded.
    picture.ahead(index).catch(() => undefined)
    return drawn
  },
  async probe({
    index,
    x,
    y,
  }: {
    index: number
    x: number
    y: number
  }): Promise<Probe | undefined> {
    return picture?.probe(index, x, y)
  },
  /** The file inside, under a type. */
  take({ contentType = '' }: { contentType: string | undefined }): Blob {
    if (!encapsulated) throw new Error('There is no file inside.')
    return encapsulated.slice(0, encapsulated.size, contentType)
  },
  /** Looks for words in tags, names and values that are shown. @returns how many rows there are */
  search({ text, revealed }: { text: string; revealed: boolean }): number {
    const wanted = text.trim().toLowerCase()
    if (wanted === '') found = undefined
    else {
      const rows = places.flatMap((place, index) =>
        searchText(place, revealed).includes(wanted) ? [index] : [],
      )
      found = Uint32Array.from(rows)
    }
    return found?.length ?? places.length
  },
  rows({ from, to, revealed }: { from: number; to: number; revealed: boolean }): TagRow[] {
    const rows: TagRow[] = []
    for (let row = from; row < to; row += 1) {
      const place = placeAt(row)
      if (place === undefined) break
      rows.push(rowOf(place, revealed))
    }
    return rows
  },
  value({ row, revealed }: { row: number; revealed: boolean }): string {
    const place = placeAt(row)
    return place === undefined ? '' : wholeValue(place, revealed)
  },
}

function describeInner({ blob, ...inner }: Encapsulated) {
  return { ...inner, size: blob.size }
}

function placeAt(row: number): Places[number] | undefined {
  const index = found === undefined ? row : found[row]
  return index === undefined ? undefined : places[index]
}

const codecs = loadCodecs({ charLs: charLsUrl, openJpeg: openJpegUrl })

export type DicomMethods = typeof methods

serveCalls(methods)
