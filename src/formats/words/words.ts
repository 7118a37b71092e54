/** What a content says in words, for an index of them. */
export type Words =
  /** `isWhole`: nothing was left out for its length. */
  | { type: 'text'; text: string; isWhole: boolean }
  /** Pictures, sound, archives, and documents without a letter, such as a scan. */
  | { type: 'none' }
  /** What should have words and can't be read: damaged, encrypted or too large. */
  | { type: 'unreadable'; why: string }

/** Letters that are kept of one content. */
export const MOST_LETTERS = 1_000_000

/** Data in letters, such as base64: long runs without a blank, or several lines of them. */
const DATA = /[A-Za-z0-9+/_=-]{200,}|(?:[A-Za-z0-9+/]{60,76}\s{1,8}){3,}[A-Za-z0-9+/]*={0,2}/g

/** Collects the texts of a content until there are enough of them. */
export class TextPieces {
  private readonly pieces: string[] = []
  private letters = 0
  isFull = false

  private readonly most: number

  constructor(most = MOST_LETTERS) {
    this.most = most
  }

  /** @returns whether there is room for more */
  add(text: string | undefined): boolean {
    if (this.isFull || text === undefined) return !this.isFull
    const plain = text.replaceAll(DATA, ' ').trim()
    if (plain === '') return true
    const left = this.most - this.letters
    if (plain.length > left) this.isFull = true
    this.pieces.push(plain.length > left ? withoutHalf(plain.slice(0, left)) : plain)
    this.letters += plain.length + 1
    return !this.isFull
  }

  /** @param isWhole whether all of the content was read */
  words(isWhole = true): Words {
    const text = this.pieces.join('\n')
    if (!/[\p{L}\p{N}]/u.test(text)) return { type: 'none' }
    return { type: 'text', text, isWhole: isWhole && !this.isFull }
  }
}

/** Without the first half of a letter beyond the basic plane, where the cut went through it. */
function withoutHalf(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text
}
