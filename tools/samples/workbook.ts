import { writeZip } from './zip.ts'

/** An Excel workbook (ECMA-376, SpreadsheetML) with dates, formulas, a comment, a merged title and a hidden sheet. */
export function medicationPlan(): Uint8Array {
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types'
  const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const override = (part: string, type: string) =>
    `<Override PartName="/xl/${part}" ContentType="${sheet}.${type}+xml"/>`
  return writeZip([
    {
      name: '[Content_Types].xml',
      content: `${XML}<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook.xml', 'sheet.main')}${override('worksheets/sheet1.xml', 'worksheet')}${override('worksheets/sheet2.xml', 'worksheet')}${override('styles.xml', 'styles')}${override('sharedStrings.xml', 'sharedStrings')}${override('comments1.xml', 'comments')}</Types>`,
    },
    { name: '_rels/.rels', content: relations([['officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Plan" sheetId="1" r:id="rId1"/><sheet name="Weights" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relations([
        ['worksheet', 'worksheets/sheet1.xml'],
        ['worksheet', 'worksheets/sheet2.xml'],
        ['styles', 'styles.xml'],
        ['sharedStrings', 'sharedStrings.xml'],
      ]),
    },
    { name: 'xl/styles.xml', content: STYLES },
    { name: 'xl/sharedStrings.xml', content: strings() },
    { name: 'xl/worksheets/sheet1.xml', content: plan() },
    {
      name: 'xl/worksheets/_rels/sheet1.xml.rels',
      content: relations([['comments', '../comments1.xml']]),
    },
    { name: 'xl/worksheets/sheet2.xml', content: weights() },
    {
      name: 'xl/comments1.xml',
      content: `${XML}<comments xmlns="${MAIN}"><authors><author>M. Ferreira</author></authors><commentList><comment ref="C4" authorId="0"><text><t>Halved on 17 October: creatinine 148 µmol/l.</t></text></comment></commentList></comments>`,
    },
  ])
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const all = targets.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`
}

/** 1: a date, 2: bold, 3: one decimal and its unit. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot; mg&quot;"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`

const WORDS = [
  'Medication plan, Maren Sampleton',
  'Drug',
  'Since',
  'Single dose',
  'A day',
  'Daily dose',
  'Amoxicillin',
  'Ramipril',
  'Pantoprazole',
  'Until 21 October',
]

function strings(): string {
  const all = WORDS.map((word) => `<si><t>${word}</t></si>`).join('')
  return `${XML}<sst xmlns="${MAIN}" count="${WORDS.length}" uniqueCount="${WORDS.length}">${all}</sst>`
}

function plan(): string {
  const word = (cell: string, text: string, style = 0) =>
    `<c r="${cell}" s="${style}" t="s"><v>${WORDS.indexOf(text)}</v></c>`
  const number = (cell: string, value: number, style = 0) =>
    `<c r="${cell}" s="${style}"><v>${value}</v></c>`
  // Days since the end of 1899, as Excel counts them.
  const drugs = [
    ['Amoxicillin', 46_310, 1000, 3],
    ['Ramipril', 45_688, 2.5, 1],
    ['Pantoprazole', 46_310, 40, 1],
  ] as const
  const rows = drugs.map(([name, since, dose, times], at) => {
    const row = at + 3
    const note = name === 'Amoxicillin' ? word(`F${row}`, 'Until 21 October') : ''
    return `<row r="${row}">${word(`A${row}`, name)}${number(`B${row}`, since, 1)}${number(`C${row}`, dose, 3)}${number(`D${row}`, times)}<c r="E${row}" s="3"><f>C${row}*D${row}</f><v>${dose * times}</v></c>${note}</row>`
  })
  const head = ['Drug', 'Since', 'Single dose', 'A day', 'Daily dose'].map((text, at) =>
    word(`${'ABCDE'.charAt(at)}2`, text, 2),
  )
  return `${XML}<worksheet xmlns="${MAIN}"><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="5" width="14" customWidth="1"/><col min="6" max="6" width="20" customWidth="1"/></cols><sheetData><row r="1">${word('A1', WORDS[0] ?? '', 2)}</row><row r="2">${head.join('')}</row>${rows.join('')}</sheetData><mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells></worksheet>`
}

function weights(): string {
  const rows = [71.5, 70.8, 71.2].map(
    (weight, at) =>
      `<row r="${at + 1}"><c r="A${at + 1}" s="1"><v>${46_310 + at * 3}</v></c><c r="B${at + 1}"><v>${weight}</v></c></row>`,
  )
  return `${XML}<worksheet xmlns="${MAIN}"><sheetData>${rows.join('')}</sheetData></worksheet>`
}
