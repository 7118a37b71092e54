import type { Attributes } from '../sheet/read-part.ts'
import { attribute } from '../sheet/read-part.ts'
import { PLAIN_STYLE, type CellStyle } from '../sheet/show-cell.ts'

const MOST = 70_000

/** What the styles of an OpenDocument spreadsheet mean to a reader (ODF 1.3 part 3 §16.2). */
export class OdsStyles {
  /** As cells point to them; the first is that of cells without one. */
  readonly styles: CellStyle[] = [PLAIN_STYLE]
  readonly hiddenTables = new Set<string>()
  /** Characters. */
  readonly widths = new Map<string, number>()
  readonly raised = new Map<string, 'superscript' | 'subscript'>()
  readonly struck = new Set<string>()
  hasFills = false
  private readonly places = new Map<string, number>()
  private name = ''
  private family = ''

  /** The number of a cell's style. */
  place(name: string | undefined): number {
    return this.places.get(name ?? '') ?? 0
  }

  open(element: string, attributes: Attributes): void {
    switch (element) {
      case 'style':
        this.name = attribute(attributes, 'name') ?? ''
        this.family = attribute(attributes, 'family') ?? ''
        if (this.family === 'table-cell' && this.styles.length < MOST) this.addStyle(attributes)
        return
      case 'table-properties':
        if (attribute(attributes, 'display') === 'false') this.hiddenTables.add(this.name)
        return
      case 'table-column-properties': {
        const width = charactersOf(attribute(attributes, 'column-width'))
        if (width !== undefined && this.widths.size < MOST) this.widths.set(this.name, width)
        return
      }
      case 'table-cell-properties': {
        const color = attribute(attributes, 'background-color') ?? 'transparent'
        if (color !== 'transparent' && color !== '#ffffff') this.hasFills = true
        return
      }
      case 'text-properties':
        this.openText(attributes)
        return
      default:
    }
  }

  private addStyle(attributes: Attributes): void {
    const parent = attribute(attributes, 'parent-style-name')
    this.places.set(this.name, this.styles.length)
    this.styles.push({ ...(this.styles[this.place(parent)] ?? PLAIN_STYLE) })
  }

  private openText(attributes: Attributes): void {
    const line = attribute(attributes, 'text-line-through-style')
    const type = attribute(attributes, 'text-line-through-type')
    const isStruck = (line ?? type ?? 'none') !== 'none'
    if (this.family === 'text' && this.raised.size + this.struck.size < MOST) {
      if (isStruck) this.struck.add(this.name)
      const position = attribute(attributes, 'text-position') ?? ''
      if (/^(super|[1-9])/.test(position)) this.raised.set(this.name, 'superscript')
      if (/^(sub|-)/.test(position)) this.raised.set(this.name, 'subscript')
    }
    const style = this.styles[this.place(this.name)]
    if (this.family !== 'table-cell' || style === undefined || style === PLAIN_STYLE) return
    if (line !== undefined || type !== undefined) style.isStruck = isStruck
    const weight = attribute(attributes, 'font-weight')
    if (weight !== undefined) style.isBold = weight === 'bold' || Number(weight) >= 600
  }
}

const INCHES: Record<string, number> = { in: 1, cm: 1 / 2.54, mm: 1 / 25.4, pt: 1 / 72, pc: 1 / 6 }

/** A length in characters of some two millimetres. */
function charactersOf(length: string | undefined): number | undefined {
  const found = /^([\d.]+)(in|cm|mm|pt|pc)$/.exec(length ?? '')
  if (found === null) return undefined
  return (Number(found[1]) * (INCHES[found[2] ?? ''] ?? 0) * 96) / 7.5
}
