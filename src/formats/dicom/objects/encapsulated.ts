import type { DataSet } from '../data-set/data-set.ts'
import { bytesOf, numberOf, textOf } from '../data-set/values.ts'
import { ENCAPSULATED } from './describe-object.ts'

/** A file inside a DICOM object (PS3.3 §C.24.2). */
export interface Encapsulated {
  contentType: string | undefined
  title: string
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
  return { contentType, title, blob }
}
