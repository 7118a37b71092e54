/** Writes text in lines, as a block of a page falls into them: blanks run together, blank lines do not pile up. */
export class LineWriter {
  /** Characters so far. */
  length = 0
  /** Depth of quoting, for which each line begins with as many `>`. */
  quotes = 0
  readonly #lines: string[] = []
  #line = ''
  #hasInk = false
  #isSpaced = true
  #isBlankBefore = true
  #isParted = false

  /** Text in which line breaks are blanks. @returns what was written of it */
  flow(text: string): string {
    const flowing = text.replaceAll(/[ \t\r\n\f]+/g, ' ')
    if (flowing === '' || (flowing === ' ' && this.#isSpaced)) return ''
    const written = this.#isSpaced && flowing.startsWith(' ') ? flowing.slice(1) : flowing
    this.write(written)
    return written
  }

  /** Text as it is, without line breaks. */
  write(text: string): void {
    if (text === '') return
    if (this.#isParted) this.#line += this.#isSpaced ? '| ' : ' | '
    this.#isParted = false
    this.#line += text
    this.#isSpaced = text.endsWith(' ')
    this.#hasInk ||= text.trim() !== ''
    this.length += text.length
  }

  /** The same, apart from what is before it by a blank. */
  writeApart(text: string): void {
    this.write(this.#isSpaced ? text : ` ${text}`)
  }

  /** Parts what comes from what is on the line, once something comes. */
  part(): void {
    this.#isParted = this.#hasInk
  }

  newline(): void {
    const quote = this.quotes === 0 ? '' : `${'>'.repeat(this.quotes)} `
    this.#lines.push((quote + this.#line).trimEnd())
    this.length += 1 + quote.length
    this.#isBlankBefore = !this.#hasInk
    this.#clear()
  }

  /** Ends a line that has something on it. */
  break(): void {
    if (this.#hasInk) this.newline()
    else this.#clear()
  }

  /** The same, with a blank line behind. */
  paragraph(): void {
    this.break()
    if (!this.#isBlankBefore) this.newline()
  }

  finish(): string {
    this.break()
    return this.#lines.join('\n').trimEnd()
  }

  #clear(): void {
    this.#line = ''
    this.#hasInk = false
    this.#isSpaced = true
    this.#isParted = false
  }
}
