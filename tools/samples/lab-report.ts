import PDFDocument from 'pdfkit'
import { BOLD, ITALIC, REGULAR } from './lettering.ts'
import {
  foot,
  head,
  INK,
  LEFT,
  MUTED,
  type Pdf,
  RIGHT,
  SEA,
  signOff,
  text,
} from './report-paper.ts'

/** A laboratory report in its three versions: as first sent, with a corrected potassium, with a page of culture results. */
export function labReport(version: 1 | 2 | 3): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    info: {
      Title: 'Laboratory report LAB-2231',
      Author: 'Harbour Clinic Laboratory (sample)',
      CreationDate: new Date(Date.UTC(2026, 9, 14 + version, 8)),
      ModDate: new Date(Date.UTC(2026, 9, 14 + version, 8)),
    },
  })
  const chunks: Buffer[] = []
  const done = new Promise<Uint8Array>((resolve) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(Buffer.concat(chunks)))
  })
  document.registerFont('regular', REGULAR).registerFont('bold', BOLD)
  document.registerFont('italic', ITALIC)
  const pages = version === 3 ? 2 : 1
  bloodPage(document, version, pages)
  if (version === 3) culturePage(document.addPage({ size: 'A4', margin: 0 }))
  document.end()
  return done
}

function bloodPage(pdf: Pdf, version: 1 | 2 | 3, pages: number): void {
  const status =
    ['FINAL REPORT', 'CORRECTED REPORT', 'CORRECTED REPORT, AMENDED'][version - 1] ?? ''
  head(pdf, status, version)
  let y = 240
  if (version > 1) {
    pdf.rect(LEFT, y - 8, RIGHT - LEFT, 34).fill('#fdf1dc')
    pdf.rect(LEFT, y - 8, 3, 34).fill('#b26a00')
    const note =
      'Corrected on 15 October 2026: potassium was reported as 6.4 mmol/L from a haemolysed sample.'
    text(pdf, note, LEFT + 12, y - 2, 8.5, 'bold', '#6e4300')
    text(
      pdf,
      'Repeated on a fresh sample: 4.6 mmol/L. The earlier value must not be used.',
      LEFT + 12,
      y + 10,
      8.5,
      'regular',
      '#6e4300',
    )
    y += 46
  }
  y = tableHead(pdf, y)
  for (const group of GROUPS) {
    text(pdf, group.name.toUpperCase(), LEFT, y + 5, 8, 'bold', SEA)
    y += 20
    for (const row of group.rows) {
      y = resultRow(pdf, y, row.name === 'Potassium' && version > 1 ? CORRECTED : row)
    }
  }
  text(
    pdf,
    'H above, L below the reference range.   * corrected value',
    LEFT,
    y + 10,
    8,
    'italic',
    MUTED,
  )
  signOff(
    pdf,
    y + 40,
    version === 1 ? 'Dr. A. Okafor' : 'Dr. A. Okafor, second signature Dr. M. Ferreira',
  )
  foot(pdf, 1, pages)
}

interface Result {
  name: string
  value: string
  unit: string
  range: string
  flag: '' | 'H' | 'L' | '*'
  /** Where the value lies in its range: 0 is the lower bound, 1 the upper. */
  at: number
}

const CORRECTED = result('Potassium *', '4.6', 'mmol/L', '3.5 – 5.1', '*', 0.69)

const GROUPS: { name: string; rows: Result[] }[] = [
  {
    name: 'Haematology',
    rows: [
      result('Haemoglobin', '12.8', 'g/dL', '12.0 – 15.5', '', 0.23),
      result('Leukocytes', '14.7', '10^9/L', '4.0 – 10.0', 'H', 1.6),
      result('Neutrophils', '11.9', '10^9/L', '1.8 – 7.5', 'H', 1.65),
      result('Platelets', '318', '10^9/L', '150 – 400', '', 0.67),
    ],
  },
  {
    name: 'Inflammation',
    rows: [
      result('C-reactive protein', '184', 'mg/L', '< 5', 'H', 1.7),
      result('Procalcitonin', '1.9', 'µg/L', '< 0.1', 'H', 1.6),
    ],
  },
  {
    name: 'Chemistry',
    rows: [
      result('Sodium', '134', 'mmol/L', '136 – 145', 'L', -0.25),
      result('Potassium', '6.4', 'mmol/L', '3.5 – 5.1', 'H', 1.5),
      result('Creatinine', '88', 'µmol/L', '45 – 84', 'H', 1.12),
      result('Urea', '7.2', 'mmol/L', '2.8 – 8.1', '', 0.83),
      result('Glucose', '9.8', 'mmol/L', '3.9 – 6.1', 'H', 1.65),
      result('ALT', '31', 'U/L', '< 35', '', 0.86),
      result('Bilirubin, total', '11', 'µmol/L', '< 21', '', 0.52),
    ],
  },
]

function result(
  name: string,
  value: string,
  unit: string,
  range: string,
  flag: Result['flag'],
  at: number,
): Result {
  return { name, value, unit, range, flag, at }
}

const COLUMNS = [LEFT, 222, 288, 344, 428]

function tableHead(pdf: Pdf, y: number): number {
  for (const [i, title] of ['Test', 'Result', 'Unit', 'Reference', ''].entries())
    text(pdf, title, COLUMNS[i] ?? 0, y, 8.5, 'bold', MUTED)
  pdf
    .moveTo(LEFT, y + 14)
    .lineTo(RIGHT, y + 14)
    .lineWidth(1)
    .stroke(SEA)
  return y + 18
}

function resultRow(pdf: Pdf, y: number, row: Result): number {
  const abnormal = row.flag === 'H' || row.flag === 'L'
  if (row.flag === '*') pdf.rect(LEFT - 4, y - 3, RIGHT - LEFT + 8, 18).fill('#fdf1dc')
  text(pdf, row.name, COLUMNS[0] ?? 0, y, 9.5, 'regular', INK)
  text(
    pdf,
    row.value,
    COLUMNS[1] ?? 0,
    y,
    9.5,
    abnormal || row.flag === '*' ? 'bold' : 'regular',
    INK,
  )
  text(
    pdf,
    row.flag,
    (COLUMNS[1] ?? 0) + 36,
    y,
    9.5,
    'bold',
    row.flag === '*' ? '#b26a00' : '#a3341f',
  )
  text(pdf, row.unit, COLUMNS[2] ?? 0, y, 9, 'regular', MUTED)
  text(pdf, row.range, COLUMNS[3] ?? 0, y, 9, 'regular', MUTED)
  const [from, width] = [COLUMNS[4] ?? 0, 110]
  pdf.rect(from, y + 4, width, 3).fill('#e3e9eb')
  pdf.rect(from + width * 0.3, y + 4, width * 0.4, 3).fill('#9fc6c4')
  const mark = from + width * Math.min(0.99, Math.max(0.01, 0.3 + row.at * 0.4))
  pdf.circle(mark, y + 5.5, 3).fill(abnormal ? '#a3341f' : SEA)
  pdf
    .moveTo(LEFT, y + 15)
    .lineTo(RIGHT, y + 15)
    .lineWidth(0.4)
    .stroke('#dde3e6')
  return y + 18
}

function culturePage(pdf: Pdf): void {
  head(pdf, 'MICROBIOLOGY', 3)
  text(pdf, 'Sputum culture, collected 14 Oct 2026', LEFT, 240, 12, 'bold', INK)
  const lines = [
    'Gram stain: many leukocytes, few epithelial cells, Gram-positive diplococci.',
    'Culture after 48 h: Streptococcus pneumoniae, heavy growth.',
    'Blood cultures (2 pairs): no growth after 72 h, incubation goes on to day 5.',
  ]
  for (const [i, line] of lines.entries()) text(pdf, line, LEFT, 264 + i * 17, 9.5, 'regular', INK)
  text(pdf, 'Susceptibility (EUCAST)', LEFT, 336, 10, 'bold', SEA)
  pdf.moveTo(LEFT, 352).lineTo(RIGHT, 352).lineWidth(1).stroke(SEA)
  const rows = [
    ['Penicillin G', '0.03 mg/L', 'S', 'susceptible'],
    ['Ampicillin', '0.06 mg/L', 'S', 'susceptible'],
    ['Ceftriaxone', '0.06 mg/L', 'S', 'susceptible'],
    ['Doxycycline', '0.25 mg/L', 'S', 'susceptible'],
    ['Erythromycin', '> 8 mg/L', 'R', 'resistant'],
    ['Levofloxacin', '1 mg/L', 'I', 'susceptible, increased exposure'],
  ]
  for (const [i, row] of rows.entries()) {
    const y = 362 + i * 20
    for (const [c, cell] of row.entries()) {
      const x = [LEFT, 200, 300, 330][c] ?? 0
      text(pdf, cell, x, y, 9.5, c === 2 ? 'bold' : 'regular', cell === 'R' ? '#a3341f' : INK)
    }
    pdf
      .moveTo(LEFT, y + 15)
      .lineTo(RIGHT, y + 15)
      .lineWidth(0.4)
      .stroke('#dde3e6')
  }
  text(
    pdf,
    'Comment: narrowing to penicillin is possible. Macrolides should be avoided.',
    LEFT,
    502,
    9.5,
    'italic',
    INK,
  )
  signOff(pdf, 540, 'Dr. M. Ferreira, microbiology')
  foot(pdf, 2, 2)
}
