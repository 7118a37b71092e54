import { isPrivate } from '../dictionary/tag-names.ts'

/**
 * Whether a value may tell who somebody is, and is hidden until it is asked for: the patient's group, every name of a
 * person, and what PS3.15 table E.1-1 takes out of a file that is to have no names, as far as people know it by sight.
 */
export function isPersonal(tag: number, vr: string): boolean {
  return vr === 'PN' || tag >>> 16 === 0x0010 || IDENTIFYING.has(tag) || isOfDirectory(tag)
}

/** Values of private attributes may be anything; texts among them are hidden as well. */
export function isPrivateText(tag: number, vr: string): boolean {
  const isCreator = (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff
  return (
    isPrivate(tag) &&
    !isCreator &&
    ['LO', 'LT', 'SH', 'ST', 'UT', 'UC', 'UN', 'DA', 'DT'].includes(vr)
  )
}

/** Names of files in a directory are often those of patients. */
function isOfDirectory(tag: number): boolean {
  return tag === 0x0004_1500
}

const IDENTIFYING = new Set([
  0x0008_0050, // accession number
  0x0008_0080, // institution
  0x0008_0081,
  0x0008_0092, // referring physician
  0x0008_0094,
  0x0008_0096,
  0x0008_1040, // department
  0x0008_1049,
  0x0008_1062,
  0x0008_1080, // admitting diagnoses
  0x0008_4000,
  0x0012_0040, // subject of a trial
  0x0012_0042,
  0x0012_0031,
  0x0018_1000, // serial number of the device
  0x0020_0010, // study id
  0x0020_4000,
  0x0032_1032,
  0x0032_1033,
  0x0032_4000,
  0x0038_0010, // admission
  0x0038_0060,
  0x0038_0300,
  0x0038_0400,
  0x0038_0500,
  0x0038_4000,
  0x0040_1001,
  0x0040_1400,
  0x0040_2016, // order numbers
  0x0040_2017,
  0x0040_2400,
  0x0040_a027,
  0x0040_a078,
  0x0400_0100,
])
