import { cleanFileName } from './file-name.ts'

/** Bytes of UTF-8 that a name may have on most disks. */
const MOST_BYTES = 255

/**
 * The name under which a file is saved, whoever saves it: what `Content-Disposition` says, what a file or a folder in an
 * archive is called, what the console hands to the browser. A stored name is anybody's: this one has nothing that can't be
 * seen or leads elsewhere (`cleanFileName`), nothing that Windows can't have in a name
 * (https://learn.microsoft.com/windows/win32/fileio/naming-a-file), no dot in front, which would hide it, and at most 255
 * bytes, of whole characters, with the ending kept. Empty where nothing is left.
 * @param room bytes to leave for what is added to it
 */
export function savedName(name: string, room = 0): string {
  const allowed = cleanFileName(name.replaceAll(/[<>:"|?*]/g, '_'))
    .replace(/^[\s.]+/, '')
    .replace(/[\s.]+$/, '')
  const own = DEVICES.test(allowed) ? `_${allowed}` : allowed
  const saved = shortened(own, MOST_BYTES - room)
  // What was cut may end in a dot, or join nothing any more.
  return saved === name ? saved : savedName(saved, room)
}

/** A name in two: what says what it is, `.pdf` or `.tar.gz`, and what precedes it. */
export function splitEnding(name: string): [stem: string, ending: string] {
  const at = ENDING.exec(name)?.index ?? 0
  return at === 0 ? [name, ''] : [name.slice(0, at), name.slice(at)]
}

/** One, or the two of what is packed. */
const ENDING = /(?:\.[\p{L}\p{N}_-]{1,10}(?=\.(?:gz|bz2|xz|zst)$))?\.[\p{L}\p{N}_-]{1,10}$/iu
const DEVICES = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/i

function shortened(name: string, most: number): string {
  if (bytesOf(name) <= most) return name
  const [stem, ending] = splitEnding(name)
  let left = most - bytesOf(ending)
  let short = ''
  for (const char of stem) {
    left -= bytesOf(char)
    if (left < 0) break
    short += char
  }
  return short + ending
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
