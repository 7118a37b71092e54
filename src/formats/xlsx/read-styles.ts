import { getFormatFromId } from 'numfmt'
import { isOn, type Attributes, type PartHandler } from '../sheet/read-part.ts'
import type { SheetPackage } from '../sheet/sheet-package.ts'
import { PLAIN_STYLE, type CellStyle } from '../sheet/show-cell.ts'
import { LOCAL_DATE_CODE, LOCAL_TIME_CODE } from '../sheet/show-number.ts'

/** More are not kept: Excel itself stops at 65,490. */
const MOST = 70_000

export interface WorkbookStyles {
  /** As cells point to them. */
  styles: CellStyle[]
  /** Whether cells are filled with colours, which are not shown. */
  hasFills: boolean
  faults: string[]
}

/** What the styles of cells mean to a reader (ECMA-376 part 1 §18.8): number formats, bold, struck out. */
export async function readStyles(files: SheetPackage, path: string): Promise<WorkbookStyles> {
  const reading = new StyleReading()
  const faults = (await files.read(path, reading)) ?? []
  return { styles: reading.styles, hasFills: reading.fills > 2, faults }
}

class StyleReading implements PartHandler {
  readonly styles: CellStyle[] = []
  fills = 0
  private readonly codes = new Map<number, string>()
  private readonly fonts: { isBold: boolean; isStruck: boolean }[] = []
  private readonly open_: string[] = []

  open(name: string, attributes: Attributes): void {
    const parent = this.open_.at(-1)
    const font = this.fonts.at(-1)
    if (parent === 'numFmts' && name === 'numFmt' && this.codes.size < MOST) {
      this.codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? 'General')
    } else if (parent === 'fonts' && name === 'font' && this.fonts.length < MOST) {
      this.fonts.push({ isBold: false, isStruck: false })
    } else if (font !== undefined && parent === 'font' && this.open_.at(-2) === 'fonts') {
      if (name === 'strike') font.isStruck = isOn(attributes['val'], true)
      if (name === 'b') font.isBold = isOn(attributes['val'], true)
    } else if (parent === 'fills' && name === 'fill') {
      this.fills += 1
    } else if (parent === 'cellXfs' && name === 'xf' && this.styles.length < MOST) {
      const id = Number(attributes['numFmtId'] ?? 0)
      const { isBold = false, isStruck = false } =
        this.fonts[Number(attributes['fontId'] ?? 0)] ?? {}
      this.styles.push({ code: this.codes.get(id) ?? builtIn(id), isBold, isStruck })
    }
    this.open_.push(name)
  }

  close(): void {
    this.open_.pop()
  }

  text(): void {}
}

/** Formats that are known by their number alone (ECMA-376 part 1 §18.8.30). */
function builtIn(id: number): string {
  if (id === 14 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) {
    return LOCAL_DATE_CODE
  }
  if (id === 22) return LOCAL_TIME_CODE
  if (id === 32 || id === 34) return 'h:mm'
  if (id === 33 || id === 35) return 'h:mm:ss'
  return id === 0 ? PLAIN_STYLE.code : (getFormatFromId(id) ?? PLAIN_STYLE.code)
}
