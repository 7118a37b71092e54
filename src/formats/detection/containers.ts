import { isAscii, isHex, latin1, little, rangeOf, type Found, type Head } from './head.ts'

/**
 * ZIP (APPNOTE.TXT) and what is made of it. What an archive holds is told by the names of its parts: those that stand in
 * the head, and the central directory at its end where that can be read.
 */
export async function zipOf(head: Head): Promise<Found | undefined> {
  const { bytes } = head
  const isEmpty = isHex(bytes, 0, '504b0506') && bytes.length >= 22
  const isSpanned = isHex(bytes, 0, '504b0708504b0304') || isHex(bytes, 0, '504b3030504b0304')
  const isFilled = isHex(bytes, 0, '504b0304') && little(bytes, 26, 2) > 0
  if (isEmpty) return ZIP
  if (!isSpanned && !isFilled) return (await isAppended(head)) ? ZIP : undefined
  const media = openDocumentOf(bytes)
  if (media !== undefined) return media
  const names = namesIn(bytes, '504b0304', 26, 30)
  const directory = await directoryOf(head)
  for (const name of namesIn(directory ?? new Uint8Array(), '504b0102', 28, 46)) names.add(name)
  return officeOf(names) ?? (directory === undefined ? { ...ZIP, isOpen: true } : ZIP)
}

/** An archive behind other bytes, as a program that unpacks itself has it: only its end tells. */
async function isAppended(head: Head): Promise<boolean> {
  const tail = await rangeOf(head, Math.max(0, head.size - TAIL), head.size)
  if (tail === undefined) return false
  for (const at of endRecordsOf(tail)) {
    if (at + 22 + little(tail, at + 20, 2) !== tail.length) continue
    const start = head.size - tail.length + at - little(tail, at + 12, 4)
    const list = await rangeOf(head, start, start + 4)
    return list !== undefined && isHex(list, 0, '504b0102')
  }
  return false
}

const ZIP: Found = { kind: 'zip', type: 'application/zip' }

/** OpenDocument 1.3 part 2 §3.3: the first part is stored as it is, is called `mimetype`, and holds the type. */
function openDocumentOf(bytes: Uint8Array): Found | undefined {
  if (!isAscii(bytes, 30, 'mimetype')) return undefined
  const start = 38 + little(bytes, 28, 2)
  const type = latin1(bytes.subarray(start, start + little(bytes, 18, 4))).trim()
  const family = /^application\/vnd\.oasis\.opendocument\.([a-z]+)/.exec(type)?.[1]
  const kinds = { text: 'odt', spreadsheet: 'ods', presentation: 'odp', graphics: 'odp' } as const
  const kind = Object.entries(kinds).find(([name]) => name === family)?.[1]
  return kind === undefined ? undefined : { kind, type }
}

/** ECMA-376 part 2: an Office document names its parts in `[Content_Types].xml`; the folders are Office's own habit. */
function officeOf(names: ReadonlySet<string>): Found | undefined {
  if (!names.has('[Content_Types].xml')) return undefined
  const has = (folder: string) => [...names].some((name) => name.startsWith(folder))
  const hasMacros = [...names].some((name) => name.endsWith('/vbaProject.bin'))
  const open = 'application/vnd.openxmlformats-officedocument.'
  if (has('word/')) {
    const macros = 'application/vnd.ms-word.document.macroenabled.12'
    return { kind: 'docx', type: hasMacros ? macros : `${open}wordprocessingml.document` }
  }
  if (has('xl/')) {
    const macros = 'application/vnd.ms-excel.sheet.macroenabled.12'
    return { kind: 'xlsx', type: hasMacros ? macros : `${open}spreadsheetml.sheet` }
  }
  if (has('ppt/')) return { kind: 'pptx', type: `${open}presentationml.presentation` }
  return undefined
}

/** The names behind each mark of `bytes`, at `nameAt` from it, their length at `lengthAt`. */
function namesIn(bytes: Uint8Array, mark: string, lengthAt: number, nameAt: number): Set<string> {
  const names = new Set<string>()
  for (let at = bytes.indexOf(0x50); at !== -1; at = bytes.indexOf(0x50, at + 1)) {
    if (!isHex(bytes, at, mark)) continue
    const name = latin1(bytes.subarray(at + nameAt, at + nameAt + little(bytes, at + lengthAt, 2)))
    if (name !== '' && Array.from(name).every((char) => char >= ' ')) names.add(name)
  }
  return names
}

/** The bytes that hold the central directory, or as much of it as is worth reading; `undefined` where it can't be read. */
async function directoryOf(head: Head): Promise<Uint8Array | undefined> {
  const tail = await rangeOf(head, Math.max(0, head.size - TAIL), head.size)
  if (tail === undefined) return undefined
  for (const at of endRecordsOf(tail)) {
    const [length, offset] = [little(tail, at + 12, 4), little(tail, at + 16, 4)]
    // ZIP64 says so with all bits set; its directory lies within the tail unless it is a very long one.
    if (length === 0xffffffff || offset === 0xffffffff) return tail
    return (await rangeOf(head, offset, offset + Math.min(length, LONGEST_DIRECTORY))) ?? tail
  }
  return undefined
}

/** Where the record may stand that ends an archive, the last one first. */
function* endRecordsOf(tail: Uint8Array): Generator<number> {
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    // The platform looks for one byte much faster than this loop.
    at = tail.lastIndexOf(0x50, at)
    if (at === -1) return
    if (isHex(tail, at, '504b0506')) yield at
  }
}

/** The longest comment that an archive may end with, and the record before it. */
const TAIL = 65_535 + 22
const LONGEST_DIRECTORY = 1 << 20

/**
 * Microsoft's compound file ([MS-CFB]): Word, Excel and PowerPoint before 2007, Outlook messages, and encrypted Office
 * documents. The names in its directory, whose sectors are chained through the allocation table, tell which.
 */
export async function oleOf(head: Head): Promise<Found | undefined> {
  const { bytes } = head
  if (!isHex(bytes, 0, 'd0cf11e0a1b11ae1')) return undefined
  const found = { kind: 'ole', type: 'application/x-ole-storage' } as const
  const names = await entriesOf(head)
  if (names.size === 0) return { ...found, isOpen: true }
  if (names.has('__properties_version1.0') || names.has('__nameid_version1.0')) {
    return { kind: 'msg', type: 'application/vnd.ms-outlook' }
  }
  if (names.has('EncryptedPackage')) return { ...found, isOpen: true }
  if (names.has('WordDocument')) return { kind: 'ole', type: 'application/msword' }
  if (names.has('Workbook') || names.has('Book')) {
    return { kind: 'ole', type: 'application/vnd.ms-excel' }
  }
  if (names.has('PowerPoint Document'))
    return { kind: 'ole', type: 'application/vnd.ms-powerpoint' }
  return found
}

async function entriesOf(head: Head): Promise<Set<string>> {
  const names = new Set<string>()
  const shift = little(head.bytes, 30, 2)
  if (shift !== 9 && shift !== 12) return names
  const sector = 1 << shift
  const visited = new Set<number>()
  let next = little(head.bytes, 48, 4)
  // An Outlook message has hundreds of entries, and its own ones may come late.
  while (next < 0xfffffffa && !visited.has(next) && visited.size < 64) {
    visited.add(next)
    const entries = await rangeOf(head, (next + 1) * sector, (next + 2) * sector)
    if (entries === undefined) break
    for (let at = 0; at + 128 <= entries.length; at += 128) {
      const length = little(entries, at + 64, 2)
      if (length < 4 || length > 64) continue
      names.add(new TextDecoder('utf-16le').decode(entries.subarray(at, at + length - 2)))
    }
    const table = little(head.bytes, 76 + 4 * Math.floor(next / (sector / 4)), 4)
    const link = (table + 1) * sector + 4 * (next % (sector / 4))
    const follower = await rangeOf(head, link, link + 4)
    next = follower === undefined ? Number.NaN : little(follower, 0, 4)
  }
  return names
}
