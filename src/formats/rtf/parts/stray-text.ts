import type { Context } from '../context.ts'
import type { Destination, Run } from '../formats.ts'
import { Story } from '../story.ts'
import { endParagraph } from '../words/paragraph-words.ts'

/** Text in a field, but neither of its instruction nor of its result: what is blank goes, the rest must not be lost. */
export class StrayText implements Destination {
  private readonly context: Context
  private readonly outer: Destination
  /** Of the field around this one. */
  private readonly around: StrayText | undefined
  /** Ends of paragraphs before the first letter: they count once there is one. */
  private ends = 0

  /** @param outer where the result of the field goes */
  constructor(context: Context, outer: Destination) {
    this.context = context
    this.around = outer instanceof StrayText ? outer : undefined
    this.outer = this.around?.outer ?? outer
  }

  /** From the first letter on, what stands in the field is read as what stands around it. */
  text(text: string, run: Run): void {
    if (text.trim() === '') return
    const { remarks, stack, state } = this.context
    remarks.fault('Text stands in a field, but outside of its result; it is shown.')
    for (const group of [...stack, state]) {
      if (group.destination === this) group.destination = this.outer
    }
    this.context.shown += 1
    const ends = this.takeEnds()
    if (this.outer instanceof Story) {
      for (let end = 0; end < ends; end += 1) endParagraph(this.context)
    }
    this.outer.text(text, run)
  }

  word(word: string): void {
    if (word === 'par') this.ends += 1
  }

  private takeEnds(): number {
    const ends = (this.around?.takeEnds() ?? 0) + this.ends
    this.ends = 0
    return ends
  }
}
