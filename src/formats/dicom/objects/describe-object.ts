import { PIXELS, TAG, type DataSet } from '../data-set/data-set.ts'
import type { DicomFile } from '../data-set/open-dicom.ts'
import { itemOf, numberOf, textOf } from '../data-set/values.ts'
import { storageClassName } from '../dictionary/storage-classes.ts'

/** What kind of thing a DICOM file is, which decides how it is shown. */
type ObjectType = 'picture' | 'report' | 'document' | 'directory' | 'other'

/** What is said of an object beside what it shows. Nothing in it tells who the patient is. */
export interface ObjectSummary {
  type: ObjectType
  /** Such as "CT image", for people. */
  title: string
  syntax: string
  /** Label and value, in the order in which they are read. */
  facts: readonly { label: string; value: string }[]
}

export function describeObject(file: DicomFile): ObjectSummary {
  const { data, meta, syntax } = file
  const uid = textOf(data, TAG.sopClass) ?? textOf(meta, TAG.mediaClass)
  const type = typeOf(data, uid)
  const name = storageClassName(uid) ?? (uid === undefined ? undefined : `Object of class ${uid}`)
  return { type, title: titleOf(type, name, data), syntax: syntax.name, facts: factsOf(data) }
}

function typeOf(data: DataSet, uid: string | undefined): ObjectType {
  if (data.elements.has(ENCAPSULATED)) return 'document'
  if (PIXELS.some((tag) => data.elements.has(tag))) return 'picture'
  if (data.elements.has(RECORDS) || uid === '1.2.840.10008.1.3.10') return 'directory'
  return data.elements.has(CONTENT) ? 'report' : 'other'
}

export const ENCAPSULATED = 0x0042_0011
export const CONTENT = 0x0040_a730
const RECORDS = 0x0004_1220

function titleOf(type: ObjectType, name: string | undefined, data: DataSet): string {
  if (type === 'directory') return 'DICOM directory'
  if (name !== undefined) return name
  const modality = textOf(data, TAG.modality)
  switch (type) {
    case 'picture':
      return modality === undefined ? 'Image' : `${modality} image`
    case 'report':
      return 'Structured report'
    case 'document':
      return 'Encapsulated document'
    case 'other':
      return modality === undefined ? 'DICOM object' : `${modality} object`
  }
}

function factsOf(data: DataSet): { label: string; value: string }[] {
  const region = itemOf(data, 0x0008_2218)
  const frameAnatomy = itemOf(itemOf(data, TAG.sharedGroups), 0x0020_9071)
  const laterality =
    textOf(data, 0x0020_0062) ?? textOf(data, 0x0020_0060) ?? textOf(frameAnatomy, 0x0020_9072)
  const facts: [string, string | undefined][] = [
    ['Modality', modalityWords(textOf(data, TAG.modality))],
    ['Body part', textOf(data, 0x0018_0015) ?? textOf(region, 0x0008_0104)],
    ['Laterality', laterality && (LATERALITIES[laterality.toUpperCase()] ?? laterality)],
    ['View', textOf(data, 0x0018_5101)],
    ['Position', textOf(data, 0x0018_5100)],
    ['Study', textOf(data, 0x0008_1030)],
    ['Series', textOf(data, 0x0008_103e)],
    [
      'Taken',
      dateWords(
        textOf(data, 0x0008_0022) ?? textOf(data, 0x0008_0023) ?? textOf(data, 0x0008_0020),
      ),
    ],
    ['Instance', numberOf(data, 0x0020_0013)?.toString()],
  ]
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]))
}

const LATERALITIES: Record<string, string> = { L: 'left', R: 'right', B: 'both', U: 'unpaired' }

/** "20040119" as 2004-01-19; what is not such a date as it is. */
export function dateWords(date: string | undefined): string | undefined {
  return date?.replace(/^(\d{4})\.?(\d{2})\.?(\d{2})$/, '$1-$2-$3')
}

function modalityWords(code: string | undefined): string | undefined {
  if (code === undefined) return undefined
  const words = MODALITIES[code]
  return words === undefined ? code : `${code} (${words})`
}

const MODALITIES: Record<string, string> = {
  CR: 'computed radiography',
  CT: 'computed tomography',
  DX: 'digital radiography',
  ECG: 'electrocardiography',
  ES: 'endoscopy',
  GM: 'general microscopy',
  IO: 'intra-oral radiography',
  IVUS: 'intravascular ultrasound',
  MG: 'mammography',
  MR: 'magnetic resonance',
  NM: 'nuclear medicine',
  OCT: 'optical coherence tomography',
  OP: 'ophthalmic photography',
  OPT: 'ophthalmic tomography',
  OT: 'other',
  PR: 'presentation state',
  PT: 'positron emission tomography',
  PX: 'panoramic X-ray',
  REG: 'registration',
  RF: 'radiofluoroscopy',
  RTDOSE: 'radiotherapy dose',
  RTIMAGE: 'radiotherapy image',
  RTPLAN: 'radiotherapy plan',
  RTSTRUCT: 'radiotherapy structure set',
  SC: 'secondary capture',
  SEG: 'segmentation',
  SM: 'slide microscopy',
  SR: 'structured report',
  US: 'ultrasound',
  XA: 'X-ray angiography',
  XC: 'photography',
}
