import type PDFDocument from 'pdfkit'

/** The paper that the laboratory prints on: A4, measured in points from the upper left. */
export type Pdf = InstanceType<typeof PDFDocument>

export const INK = '#1c2b33'
export const MUTED = '#5d6b73'
export const SEA = '#0f5c66'
export const LEFT = 52
export const RIGHT = 543

/** The clinic's name, the report's status and whom it is about. */
export function head(pdf: Pdf, status: string, version: number): void {
  pdf.rect(0, 0, 595.28, 6).fill(SEA)
  pdf.circle(68, 52, 15).lineWidth(1.6).stroke(SEA)
  pdf.polygon([68, 39], [71.5, 52], [68, 65], [64.5, 52]).fill(SEA)
  text(pdf, 'Harbour Clinic', 94, 36, 17, 'bold', SEA)
  text(
    pdf,
    'Laboratory · 1 Harbour Front, Sampleport · +00 555 0100',
    94,
    57,
    8.5,
    'regular',
    MUTED,
  )
  text(pdf, status, LEFT, 92, 13, 'bold', version === 1 ? INK : '#8a4b00')
  text(pdf, 'LAB-2231', 478, 92, 13, 'bold', INK)
  pdf
    .roundedRect(LEFT, 116, RIGHT - LEFT, 96, 4)
    .lineWidth(0.6)
    .stroke('#c9d2d6')
  const facts = [
    ['Patient', 'SAMPLETON, Maren'],
    ['Born', '14 March 1961 (65 y), female'],
    ['Patient no.', '1042'],
    ['Ward', 'Medicine 2, bed 14'],
    ['Collected', '14 Oct 2026, 14:05'],
    ['Received', '14 Oct 2026, 14:31'],
    [
      'Reported',
      ['14 Oct 2026, 15:48', '15 Oct 2026, 09:10', '17 Oct 2026, 11:26'][version - 1] ?? '',
    ],
    ['Requested by', 'Dr. J. Marsh'],
  ]
  for (const [i, [label = '', value = '']] of facts.entries()) {
    const [x, y] = [LEFT + 14 + (i < 4 ? 0 : 250), 127 + (i % 4) * 20]
    text(pdf, label, x, y, 8.5, 'regular', MUTED)
    text(pdf, value, x + 72, y, 9.5, i === 0 ? 'bold' : 'regular', INK)
  }
}

/** Who stands for the results. */
export function signOff(pdf: Pdf, y: number, name: string): void {
  text(pdf, `Validated electronically: ${name}`, LEFT, y, 9, 'regular', INK)
  text(pdf, 'This report is valid without a signature.', LEFT, y + 13, 8, 'italic', MUTED)
}

/** Says on every page that nobody is ill. */
export function foot(pdf: Pdf, page: number, pages: number): void {
  pdf.moveTo(LEFT, 796).lineTo(RIGHT, 796).lineWidth(0.5).stroke('#c9d2d6')
  text(pdf, 'Synthetic sample data. No such patient exists.', LEFT, 804, 8, 'regular', MUTED)
  text(pdf, `LAB-2231   page ${page} of ${pages}`, 450, 804, 8, 'regular', MUTED)
}

/** One line of text; `y` is the top of its letters. */
export function text(
  pdf: Pdf,
  words: string,
  x: number,
  y: number,
  size: number,
  font: 'regular' | 'bold' | 'italic',
  colour: string,
): void {
  pdf.font(font).fontSize(size).fillColor(colour).text(words, x, y, { lineBreak: false })
}
