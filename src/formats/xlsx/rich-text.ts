import { raise } from '../sheet/raised-letters.ts'
import { isOn, type Attributes } from '../sheet/read-part.ts'

/**
 * A text that is written in runs (CT_Rst, ECMA-376 part 1 §18.4.8): joined, without the phonetic runs that stand above
 * it, and with what is struck out in it told apart.
 */
export class RichText {
  text = ''
  struck = ''
  private isText = false
  private phonetic = 0
  private isRunStruck = false
  private raised: 'superscript' | 'subscript' | undefined

  open(name: string, attributes: Attributes): void {
    if (name === 'rPh') this.phonetic += 1
    else if (name === 'r') this.beginRun()
    else if (name === 'strike') this.isRunStruck = isOn(attributes['val'], true)
    else if (name === 'vertAlign') {
      const { val } = attributes
      this.raised = val === 'superscript' || val === 'subscript' ? val : undefined
    } else if (name === 't') this.isText = this.phonetic === 0
  }

  close(name: string): void {
    if (name === 'rPh') this.phonetic -= 1
    else if (name === 't') this.isText = false
    else if (name === 'r') this.beginRun()
  }

  add(text: string): void {
    if (!this.isText) return
    this.text += this.raised === undefined ? text : raise(text, this.raised)
    if (this.isRunStruck) this.struck += text
  }

  private beginRun(): void {
    this.isRunStruck = false
    this.raised = undefined
  }
}

/** Letters that XML can't hold are written as `_x000D_` (ST_Xstring, ECMA-376 part 1 §22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text
    .replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    )
    .replaceAll(/\r\n?/g, '\n')
}
