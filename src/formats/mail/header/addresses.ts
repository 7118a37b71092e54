import { showHidden } from '../body/letters.ts'
import type { MailAddress } from '../mail-message.ts'
import { decodeWords } from './encoded-words.ts'

/** Addresses of a field that are read. */
export const MOST_ADDRESSES = 5000

/**
 * The addresses of a field (RFC 5322 §3.4, with the obsolete forms): names, comments, groups. The structure is read
 * before encoded words are decoded, so that no name can bring an address of its own.
 */
export function readAddresses(text: string): MailAddress[] {
  const found: MailAddress[] = []
  let group: string | undefined
  let part = emptyPart()
  // What is never closed opens nothing, so that no address is swallowed.
  const last = {
    '"': text.lastIndexOf('"'),
    '>': text.lastIndexOf('>'),
    ')': text.lastIndexOf(')'),
  }
  const close = () => {
    const address = addressOf(part, group)
    if (address !== undefined && found.length < MOST_ADDRESSES) found.push(address)
    part = emptyPart()
  }
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"' && at < last['"']) {
      const end = closing(text, at, '"')
      part.words.push(text.slice(at + 1, end).replaceAll(/\\([^])/g, '$1'))
      part.plain.push(`"${text.slice(at + 1, end)}"`)
      part.hasAt ||= text.slice(at, end).includes('@')
      at = end
    } else if (char === '(' && at < last[')']) {
      const end = commentEnd(text, at)
      part.comments.push(text.slice(at + 1, end))
      at = end
    } else if (char === '<' && at < last['>']) {
      const end = closing(text, at, '>')
      part.angle = text.slice(at + 1, end).replace(/^@[^:]{0,500}:/, '')
      at = end
    } else if (char === ':' && part.angle === undefined && !part.hasAt) {
      group = clean(part.words.join(''))
      part = emptyPart()
    } else if (char === ';' || char === ',') {
      close()
      if (char === ';') group = undefined
    } else {
      part.words.push(char)
      part.plain.push(char)
      part.hasAt ||= char === '@'
    }
  }
  close()
  return found
}

interface AddressPart {
  words: string[]
  /** As it is written, with its quotes. */
  plain: string[]
  comments: string[]
  angle: string | undefined
  /** Whether `plain` has an @. */
  hasAt: boolean
}

function emptyPart(): AddressPart {
  return { words: [], plain: [], comments: [], angle: undefined, hasAt: false }
}

function addressOf(part: AddressPart, group: string | undefined): MailAddress | undefined {
  const words = part.words.join('')
  const comment = part.comments.join(' ')
  const withGroup = group === undefined ? {} : { group }
  if (part.angle !== undefined) {
    const name = clean(words) || clean(comment)
    const bare = part.angle.replaceAll(/\([^()]*\)/g, '').replaceAll(/\s*([.@])\s*/g, '$1')
    const address = bare.includes('@') ? bare : part.angle
    return { name: name || undefined, address: clean(address), ...withGroup }
  }
  const plain = part.plain
    .join('')
    .trim()
    .replaceAll(/\s{0,9}([.@])\s{0,9}/g, '$1')
  if (plain === '' && comment === '') return undefined
  if (/^\S+@\S+$/.test(plain) || plain.startsWith('"')) {
    const hasAddress = /@[^"\s]+$/.test(plain)
    return hasAddress
      ? { name: clean(comment) || undefined, address: clean(plain), ...withGroup }
      : { name: clean(words), address: '', ...withGroup }
  }
  // "Jane Doe jane@example.org", which no standard has.
  const loose = /^(.*?)\s+<?(\S+@[^\s>]+)>?$/.exec(plain.slice(0, 300))
  return loose === null
    ? { name: clean(words) || clean(comment), address: '', ...withGroup }
    : { name: clean(loose[1] ?? ''), address: clean(loose[2] ?? ''), ...withGroup }
}

function clean(text: string): string {
  return showHidden(decodeWords(text.replaceAll(/\s+/g, ' ').trim()))
}

/** Where a quoted part ends. */
function closing(text: string, start: number, mark: string): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && mark === '"') at += 1
    else if (text[at] === mark) return at
  }
  return text.length
}

function commentEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '(') depth += 1
    else if (text[at] === ')') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return text.length
}

/** One line for a list: the name with its address. */
export function addressWords({ name, address }: MailAddress): string {
  if (name === undefined || name === '' || name === address) return address
  return address === '' ? name : `${name} <${address}>`
}
