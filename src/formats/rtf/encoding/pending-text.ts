import { decodePage, isTrail, leadsOf, openTail, type CodePage } from './code-pages.ts'

/** How the bytes of a run are to be read: in a code page, or as the signs of a font, the first for 0x20. */
export interface Coding {
  page: CodePage
  signs?: readonly string[] | undefined
}

/**
 * Bytes of text that wait to be decoded together, since a character may be two of them, written each in its own way and
 * even in two groups.
 */
export class PendingText {
  private bytes = new Uint8Array(1024)
  private length = 0
  private ready = ''
  private coding: Coding = { page: 1252 }

  add(byte: number, coding: Coding): void {
    if (this.length > 0 && this.coding.page !== coding.page && this.change(byte)) return
    this.coding = coding
    this.reserve(1)
    this.bytes[this.length] = byte
    this.length += 1
  }

  addRange(source: Uint8Array, start: number, end: number, coding: Coding): void {
    if (start >= end) return
    this.add(source[start] ?? 0, coding)
    this.coding = coding
    const rest = end - start - 1
    this.reserve(rest)
    if (rest < 32) {
      for (let at = start + 1; at < end; at += 1) {
        this.bytes[this.length] = source[at] ?? 0
        this.length += 1
      }
      return
    }
    this.bytes.set(source.subarray(start + 1, end), this.length)
    this.length += rest
  }

  /**
   * The text until now.
   * @param isWhole false leaves the beginning of a character where it is, for the rest of it may come
   */
  take(isWhole: boolean): string {
    if (this.length === 0 && this.ready === '') return ''
    const { page, signs } = this.coding
    const open = isWhole || signs !== undefined ? 0 : openTail(this.bytes, this.length, page)
    const text = this.ready + this.decode(this.length - open)
    this.ready = ''
    this.bytes.copyWithin(0, this.length - open, this.length)
    this.length = open
    return text
  }

  /** Another code page begins with `byte`. @returns whether that byte was the rest of an open character */
  private change(byte: number): boolean {
    const { page, signs } = this.coding
    const open = signs === undefined ? openTail(this.bytes, this.length, page) : 0
    if (open === 1 && leadsOf(page) !== undefined && isTrail(byte)) {
      const pair = decodePage(Uint8Array.of(this.bytes[this.length - 1] ?? 0, byte), page)
      if (!pair.includes('\uFFFD')) {
        this.ready += this.decode(this.length - 1) + pair
        this.length = 0
        return true
      }
    }
    this.ready += this.decode(this.length)
    this.length = 0
    return false
  }

  private decode(length: number): string {
    if (length === 0) return ''
    const bytes = this.bytes.subarray(0, length)
    const { page, signs } = this.coding
    if (signs !== undefined) {
      let text = ''
      for (const byte of bytes)
        text += byte < 0x20 ? String.fromCharCode(byte) : (signs[byte - 0x20] ?? '\uFFFD')
      return text
    }
    if (length < 64 && bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes)
    return decodePage(bytes, page)
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
