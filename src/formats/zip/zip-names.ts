import type { NameReading } from '../archive/archive-entry.ts'
import {
  decodeName,
  decodeUtf8,
  guessNames,
  isAsciiName,
  type NameEncoding,
} from '../archive/entry-names.ts'
import { UTF8, type ZipRecord } from './zip-record.ts'

export interface ZipNames {
  paths: string[]
  reading: NameReading | undefined
  decode: (bytes: Uint8Array, flags: number) => string
}

/**
 * The names of all entries. Those that are declared as UTF-8, and are, are read so; the others by what was chosen by
 * hand or what all of them look like: APPNOTE D.1 has DOS's code page 437, which few programs kept to.
 */
export async function nameZip(
  records: readonly ZipRecord[],
  chosen: NameEncoding | undefined,
): Promise<ZipNames> {
  const open = records.flatMap(({ rawName, flags, unicodeName }) =>
    unicodeName !== undefined || isAsciiName(rawName) || isDeclared(rawName, flags)
      ? []
      : [rawName],
  )
  const found = open.length > 0 ? await guessNames(open, 'cp437') : undefined
  const encoding = chosen ?? found?.encoding ?? 'utf-8'
  const decode = (bytes: Uint8Array, flags: number) =>
    (isDeclared(bytes, flags) ? decodeUtf8(bytes) : undefined) ?? decodeName(bytes, encoding)
  const paths = records.map(({ rawName, flags, unicodeName, host }) =>
    withSlashes(unicodeName ?? decode(rawName, flags), host),
  )
  const reading = found && { encoding, found: found.encoding, isGuess: found.isGuess }
  return { paths, reading, decode }
}

function isDeclared(bytes: Uint8Array, flags: number): boolean {
  return (flags & UTF8) !== 0 && decodeUtf8(bytes) !== undefined
}

/** Some programs of Windows put backslashes between folders, against APPNOTE 4.4.17. */
function withSlashes(path: string, host: number): string {
  return host === 3 || path.includes('/') ? path : path.replaceAll('\\', '/')
}
