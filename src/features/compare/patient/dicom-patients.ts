import { openDicom } from '#formats/dicom/data-set/open-dicom.ts'
import { textOf } from '#formats/dicom/data-set/values.ts'
import type { Patient } from './compare-patients.ts'

/**
 * The patient of a DICOM object (PS3.3 §C.7.1.1), also of its beginning alone; none where it names nobody.
 * @throws Error where it is not a DICOM object
 */
export async function readDicomPatients(bytes: Uint8Array<ArrayBuffer>): Promise<Patient[]> {
  const { data: set } = await openDicom(bytes)
  const of = (tag: number) => (textOf(set, tag) ?? '').trim()
  const [value, issuer] = [of(0x0010_0020), of(0x0010_0021)]
  // Of the ways to write a name the alphabetic one (PS3.5 §6.2), of its parts those that every format has.
  const name = (of(0x0010_0010).split('=')[0] ?? '').split('^').slice(0, 2).join(' ').trim()
  const birthDate = of(0x0010_0030)
  if (value === '' && name === '' && birthDate === '') return []
  const ids = value === '' ? [] : [{ value, issuer: issuer === '' ? undefined : issuer }]
  return [{ ids, name, birthDate }]
}
