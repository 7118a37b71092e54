import type { InnerFile, SheetContent, SheetHead } from './sheet-content.ts'
import type { SheetPackage } from './sheet-package.ts'
import type { CellContext } from './show-cell.ts'

/** A workbook that is open, whatever its format: its sheets are read when they are wanted. */
export interface Workbook {
  sheets: readonly SheetHead[]
  /** The sheet to show first. */
  active: number
  context: CellContext
  /** What is inside and is not shown, or was changed in showing it, each in a sentence. */
  remarks: readonly string[]
  /** What could not be read, each in a sentence. */
  faults: readonly string[]
  /** Pictures and other files that are kept inside. */
  inner: readonly InnerFile[]
  files: SheetPackage
  readSheet(index: number): Promise<SheetContent>
}
