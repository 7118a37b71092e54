import { TAG, type DataSet } from '../data-set/data-set.ts'
import { bytesOf, numberOf, textOf } from '../data-set/values.ts'
import type { TransferSyntax } from '../dictionary/transfer-syntaxes.ts'
import { joinFragments } from '../pixels/find-frames.ts'
import { ENCAPSULATED } from './describe-object.ts'

/** A file inside a DICOM object (PS3.3 §C.24.2). */
export interface Encapsulated {
  contentType: string | undefined
  title: string
  /** Moving pictures in place of frames. */
  isFilm: boolean
  blob: Blob
}

/** Takes the file out. @param remark takes what is missing of it */
export function readEncapsulated(
  data: DataSet,
  remark: (words: string) => void,
): Encapsulated | undefined {
  const bytes = bytesOf(data, ENCAPSULATED)
  if (bytes === undefined) return undefined
  const contentType = textOf(data, 0x0042_0012)
  const declared = numberOf(data, 0x0042_0015)
  if (declared !== undefined && declared > bytes.length) {
    remark(`The file inside has ${bytes.length} bytes where ${declared} are declared.`)
  }
  // One byte may only make the length even.
  const end = declared !== undefined && declared === bytes.length - 1 ? declared : bytes.length
  const blob = new Blob([bytes.subarray(0, end)], { type: contentType ?? '' })
  const title = textOf(data, 0x0042_0010) ?? 'Encapsulated document'
  return { contentType, title, isFilm: false, blob }
}

/** The film that stands in place of frames (PS3.5 §8.2.5 to 8.2.8), as a file of its own; its bytes tell of what kind. */
export function readFilm(data: DataSet, { name }: TransferSyntax): Encapsulated | undefined {
  const [, ...fragments] = data.elements.get(TAG.pixelData)?.fragments ?? []
  if (!/^(MPEG|HEVC)/.test(name) || fragments.length === 0) return undefined
  const blob = new Blob([joinFragments(data.bytes, fragments)])
  return { contentType: undefined, title: 'Film', isFilm: true, blob }
}
