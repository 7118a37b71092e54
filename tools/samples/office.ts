import { germanLetter } from './letters.ts'
import { resultMessage, vitalSigns } from './messages.ts'
import { writeZip } from './zip.ts'

/** A Word document (ECMA-376) with the least that Word asks for. */
export function wardProtocol(): Uint8Array {
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types'
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
  return writeZip([
    {
      name: '[Content_Types].xml',
      content: `${XML}<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${word}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${word}.styles+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${XML}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: 'word/_rels/document.xml.rels',
      content: `${XML}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    },
    { name: 'word/styles.xml', content: styles() },
    { name: 'word/document.xml', content: document() },
  ])
}

/** What the interface engine exported for one day. */
export function exportArchive(): Uint8Array {
  const manifest =
    'name\ttype\nmessages/oru-lab-2231.hl7\tORU^R01\nletters/entlassungsbrief-2087.txt\ttext/plain\ncharts/vital-signs-1042.csv\ttext/csv\n'
  return writeZip([
    {
      name: 'README.txt',
      content:
        'Daily export of the interface engine, 16 October 2026.\r\nSynthetic sample data.\r\n',
    },
    { name: 'manifest.tsv', content: manifest },
    { name: 'messages/', content: '' },
    { name: 'messages/oru-lab-2231.hl7', content: resultMessage(2) },
    { name: 'letters/', content: '' },
    { name: 'letters/entlassungsbrief-2087.txt', content: germanLetter() },
    { name: 'charts/', content: '' },
    { name: 'charts/vital-signs-1042.csv', content: vitalSigns(1) },
  ])
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'

function styles(): string {
  const style = (id: string, name: string, size: number, after: number): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="240" w:after="${after}"/></w:pPr><w:rPr><w:b/><w:color w:val="0F5C66"/><w:sz w:val="${size}"/></w:rPr></w:style>`
  return `${XML}<w:styles xmlns:w="${W}"><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="120"/></w:pPr><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/></w:rPr></w:style>${style('Title', 'Title', 40, 120)}${style('Heading1', 'heading 1', 28, 80)}</w:styles>`
}

function document(): string {
  const body = [
    paragraph('Protocol: oxygen on the ward', 'Title'),
    paragraph('Harbour Clinic (sample), Department of Medicine. Version 3, October 2026.'),
    paragraph('When to start', 'Heading1'),
    paragraph(
      'Oxygen saturation below 92 % on room air, or below 88 % in patients at risk of carbon dioxide retention.',
    ),
    paragraph('Targets', 'Heading1'),
    table([
      ['Patients', 'Target', 'Start with'],
      ['Most adults', '92 – 96 %', '2 L/min by nasal cannula'],
      ['COPD, obesity hypoventilation', '88 – 92 %', '1 L/min, or 24 % Venturi mask'],
      ['Shock, major trauma', '94 – 98 %', '15 L/min by reservoir mask'],
    ]),
    paragraph('Weaning', 'Heading1'),
    paragraph(
      'Lower by 1 L/min when the target has been kept for four hours. Check after 5 and after 60 minutes, and write it on the chart.',
    ),
    paragraph('Questions to Dr. A. Okafor.'),
  ]
  return `${XML}<w:document xmlns:w="${W}"><w:body>${body.join('')}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`
}

function paragraph(text: string, style = 'Normal'): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
}

function table(rows: string[][]): string {
  const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="9AA7AD"/>`)
    .join('')
  const grid = '<w:gridCol w:w="3400"/><w:gridCol w:w="2000"/><w:gridCol w:w="3600"/>'
  const cells = (row: string[]): string =>
    row
      .map(
        (cell) => `<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>${paragraph(cell)}</w:tc>`,
      )
      .join('')
  return `<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>${borders}</w:tblBorders></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('')}</w:tbl>`
}
