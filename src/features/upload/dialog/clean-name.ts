/**
 * A file's name as it may be stored: without the folders that some systems leave in it, without characters that can't
 * be seen or that turn the text around (with U+202E in it, `annex` and `gpj.exe` read as `annexexe.jpg`), and with
 * single spaces, as FHIR's `code` has it (https://hl7.org/fhir/R4/datatypes.html#code).
 */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return shortened(last.toWellFormed().replace(UNSEEN, '').replace(/\s+/g, ' ').trim())
}

/** Controls, and the format characters but for the joiners, without which some scripts can't be written. */
const UNSEEN = /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}]/gu

/** As long as a name may be on most disks. */
const MAX_LENGTH = 255

/** Keeps the ending, which says what it is, and whole characters. */
function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? ''
  return name.slice(0, MAX_LENGTH - ending.length).replace(/[\uD800-\uDBFF]$/, '') + ending
}

/** A folder for people: `scans / 2026`. */
export function cleanFolder(path: string): string {
  return path
    .split(/[/\\]/)
    .map(cleanName)
    .filter((part) => part !== '' && part !== '.')
    .slice(0, -1)
    .join(' / ')
}
