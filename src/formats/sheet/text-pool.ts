/** Texts of a workbook, each kept once, and cells point to them. */
export class TextPool {
  readonly texts: string[] = []
  /** What is struck out within a text that is not struck out as a whole, by the text's place. */
  readonly struck = new Map<number, string>()
  /** Whether there were more than are kept. */
  isFull = false
  private readonly places = new Map<string, number>()
  private letters = 0

  /** The place of a text, which need not be kept twice. */
  place(text: string): number {
    const known = this.places.get(text)
    if (known !== undefined) return known
    const place = this.add(text)
    if (text.length <= LONGEST_KEY) this.places.set(text, place)
    return place
  }

  /** Puts a text behind all others, whatever they are. */
  add(text: string): number {
    this.letters += text.length
    if (this.texts.length >= MOST_TEXTS || this.letters > MOST_LETTERS) {
      this.isFull = true
      return LEFT_OUT
    }
    return this.texts.push(text) - 1
  }

  at(place: number): string {
    if (place === LEFT_OUT) return '(left out: too many texts)'
    return this.texts[place] ?? '(this text is missing in the file)'
  }
}

const MOST_TEXTS = 3_000_000
const MOST_LETTERS = 300_000_000
/** Longer ones are seldom there twice. */
const LONGEST_KEY = 500
const LEFT_OUT = 0xffff_ffff
