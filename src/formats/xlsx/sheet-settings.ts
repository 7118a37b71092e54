import { attribute, isOn, type Attributes } from '../sheet/read-part.ts'
import { MOST_COLUMNS, readArea, readReference, type Area } from '../sheet/references.ts'
import { RowMarks } from '../sheet/sheet-content.ts'

const MOST_AREAS = 100_000
const MOST_PRINTED = 20

/** What a sheet says besides its cells (ECMA-376 part 1 §18.3). */
export class SheetSettings {
  readonly hiddenRows = new RowMarks()
  readonly hiddenColumns = new Set<number>()
  /** Characters. */
  readonly widths = new Map<number, number>()
  readonly merges: Area[] = []
  readonly links: { area: Area; id: string | undefined; location: string | undefined }[] = []
  frozen = { rows: 0, columns: 0 }
  /** Elements that were there, of those that are worth a remark. */
  readonly has = new Set<string>()
  isProtected = false
  isRightToLeft = false
  /** The id of the relation that leads to what floats above the cells. */
  drawing: string | undefined
  /** What is printed above and below each page. */
  readonly printed: string[] = []
  private topLeft = ''

  addPrinted(text: string): void {
    const last = this.printed.length - 1
    if (last >= 0) this.printed[last] = (this.printed[last] + text).slice(0, 1000)
  }

  /** @returns whether the text in it is printed above or below each page */
  open(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'col':
        this.openColumn(attributes)
        break
      case 'mergeCell':
      case 'hyperlink': {
        const area = readArea(attributes['ref'] ?? '')
        if (area === undefined) break
        if (name === 'mergeCell' && this.merges.length < MOST_AREAS) this.merges.push(area)
        if (name === 'hyperlink' && this.links.length < MOST_AREAS) {
          this.links.push({
            area,
            id: attribute(attributes, 'id'),
            location: attributes['location'],
          })
        }
        break
      }
      case 'sheetFormatPr':
        if (isOn(attributes['zeroHeight'])) this.hiddenRows.fill()
        break
      case 'sheetView':
        this.topLeft = attributes['topLeftCell'] ?? ''
        this.isRightToLeft = isOn(attributes['rightToLeft'])
        break
      case 'pane':
        this.openPane(attributes)
        break
      case 'sheetProtection':
        this.isProtected = isOn(attributes['sheet'])
        break
      case 'drawing':
        this.drawing = attribute(attributes, 'id')
        break
      case 'oddHeader':
      case 'oddFooter':
      case 'evenHeader':
      case 'evenFooter':
      case 'firstHeader':
      case 'firstFooter':
        if (this.printed.length >= MOST_PRINTED) break
        this.printed.push('')
        return true
      case 'conditionalFormatting':
      case 'autoFilter':
      case 'oleObject':
      case 'control':
        this.has.add(name)
        break
      default:
    }
    return false
  }

  private openColumn({ min, max, width, hidden }: Attributes): void {
    const last = Math.min(Number(max), MOST_COLUMNS)
    for (let column = Math.max(1, Number(min)); column <= last; column += 1) {
      if (width !== undefined && Number(width) > 0) this.widths.set(column - 1, Number(width))
      if (isOn(hidden) || Number(width ?? 1) === 0) this.hiddenColumns.add(column - 1)
    }
  }

  /** Frozen rows are those at the top, unless the sheet was scrolled when they were frozen. */
  private openPane({ state, xSplit, ySplit }: Attributes): void {
    if (state !== 'frozen' && state !== 'frozenSplit') return
    const { row = 0, column = 0 } = readReference(this.topLeft) ?? {}
    const count = (split: string | undefined) => Math.max(0, Math.floor(Number(split ?? 0)) || 0)
    this.frozen = {
      rows: row === 0 ? count(ySplit) : 0,
      columns: column === 0 ? count(xSplit) : 0,
    }
  }
}
