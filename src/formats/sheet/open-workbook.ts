import { openOds } from '../ods/read-ods.ts'
import { explainOldOffice } from '../ole/old-office.ts'
import { openXlsx } from '../xlsx/read-xlsx.ts'
import { SheetProblem } from './sheet-content.ts'
import { SheetPackage } from './sheet-package.ts'
import type { Workbook } from './workbook.ts'

/**
 * Opens a spreadsheet of either format.
 *
 * @throws SheetProblem when it can't be shown
 */
export async function openWorkbook(blob: Blob, kind: 'xlsx' | 'ods'): Promise<Workbook> {
  const head = new Uint8Array(await blob.slice(0, 8).arrayBuffer())
  if (head.toHex() === 'd0cf11e0a1b11ae1') {
    const { title, advice } = await explainOldOffice(blob)
    throw new SheetProblem(title, advice)
  }
  const files = await SheetPackage.open(blob)
  return kind === 'ods' ? openOds(files) : openXlsx(files)
}
