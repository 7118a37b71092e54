/** Why a compound file can't be shown, and what to do about it. */
export interface OldOffice {
  title: string
  advice: string
}

/** Bytes in which the names of its parts are looked for. */
const MOST = 50_000_000

/**
 * What is in a compound file of Microsoft's ([MS-CFB]): a document of Office before 2007, or one that is encrypted
 * ([MS-OFFCRYPTO] 2.3). Neither can be opened here, which is said by its right name.
 */
export async function explainOldOffice(blob: Blob): Promise<OldOffice> {
  const bytes = await blob.slice(0, MOST).arrayBuffer()
  // Names of parts are in 16-bit letters and begin at even places.
  const names = new TextDecoder('utf-16le').decode(bytes)
  if (names.includes('EncryptedPackage')) {
    return {
      title: 'This document is encrypted with a password',
      advice: 'Download it and open it in its program, with the password.',
    }
  }
  const [what, ending] = KINDS.find(([name]) => names.includes(name))?.[1] ?? [
    'an Office document of before 2007',
    'its present format',
  ]
  return {
    title: `This is ${what}, which can’t be opened here`,
    advice: `Download it to open it in its program. Saved there as ${ending} it can be shown here.`,
  }
}

const KINDS: readonly (readonly [name: string, words: readonly [what: string, ending: string]])[] =
  [
    ['Workbook\0', ['a workbook of Excel before 2007 (XLS)', 'XLSX']],
    ['Book\0', ['a workbook of Excel before 97 (XLS)', 'XLSX']],
    ['WordDocument\0', ['a document of Word before 2007 (DOC)', 'DOCX']],
    ['PowerPoint Document\0', ['a presentation of PowerPoint before 2007 (PPT)', 'PDF']],
  ]
