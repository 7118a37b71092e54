import { openOds } from '../ods/read-ods.ts'
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
  if (head.toHex() === 'd0cf11e0a1b11ae1') throw await compoundProblem(blob)
  const files = await SheetPackage.open(blob)
  return kind === 'ods' ? openOds(files) : openXlsx(files)
}

/** Microsoft's compound file holds workbooks of before 2007, and those that are encrypted ([MS-OFFCRYPTO] 2.3). */
async function compoundProblem(blob: Blob): Promise<SheetProblem> {
  const text = new TextDecoder('utf-16le').decode(await blob.slice(0, 50_000_000).arrayBuffer())
  if (text.includes('EncryptedPackage')) {
    return new SheetProblem(
      'This workbook is encrypted with a password',
      'Download it and open it in a spreadsheet program, with the password.',
    )
  }
  return new SheetProblem(
    'This is a workbook of Excel before 2007 (XLS), which can’t be opened here',
    'Download it to open it in a spreadsheet program. Saved there as XLSX it can be shown here.',
  )
}
