import type { Context } from '../context.ts'
import type { Destination, Run } from '../formats.ts'

/** Text in a field, but neither of its instruction nor of its result: what is blank goes, the rest must not be lost. */
export class StrayText implements Destination {
  private readonly context: Context
  private readonly outer: Destination

  /** @param outer where the result of the field goes */
  constructor(context: Context, outer: Destination) {
    this.context = context
    this.outer = outer instanceof StrayText ? outer.outer : outer
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
    this.outer.text(text, run)
  }
}
