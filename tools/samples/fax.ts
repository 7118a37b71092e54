import { BOLD, letter, REGULAR } from './lettering.ts'
import { randomFrom } from './noise.ts'
import { cover, plane, type Plane, type Point, stroke } from './plane.ts'
import { writeTiff } from './tiff.ts'

const WIDTH = 1728
const HEIGHT = 2200

/** A referral by fax: two pages, a little aslant, with the specks of an old machine. */
export function faxedReferral(): Uint8Array {
  return writeTiff([referral(), medication()], 'Harbour Fax Gateway 4.1')
}

type Write = (text: string, x: number, y: number, size?: number, font?: Buffer) => void

/** Paper goes in crooked: everything but the machine's own header line is turned a little. */
function aslant(by: number): (x: number, y: number) => Point {
  return (x, y) => [x - (y - HEIGHT / 2) * by, y + (x - WIDTH / 2) * by]
}

function sheet(number: 1 | 2, skew: number, draw: (write: Write, rule: Rule) => void): Plane {
  const page = plane(WIDTH, HEIGHT)
  const place = aslant(skew)
  const write: Write = (text, x, y, size = 36, font = REGULAR) =>
    void letter(page, text, x, y, { font, size, value: 1, place })
  const rule: Rule = (points, thickness = 3) =>
    stroke(
      page,
      points.map(([x, y]) => place(x, y)),
      thickness,
      1,
    )
  draw(write, rule)
  const header = `14-OCT-2026 09:42   FROM: BREAKWATER SURGERY   +00 555 0142   TO: HARBOUR CLINIC   P.0${number}/02`
  letter(page, header, 40, 44, { font: BOLD, size: 26, value: 1 })
  speckle(page, number)
  return page
}

type Rule = (points: Point[], thickness?: number) => void

function referral(): Plane {
  return sheet(1, 0.006, (write, rule) => {
    write('Breakwater Surgery', 170, 230, 72, BOLD)
    write('3 Jetty Row, Sampleport  ·  tel. +00 555 0140  ·  fax +00 555 0142', 170, 290, 32)
    rule(
      [
        [170, 325],
        [1560, 325],
      ],
      4,
    )
    write('REFERRAL', 170, 430, 58, BOLD)
    write('URGENT', 1290, 430, 58, BOLD)
    rule(
      [
        [1265, 370],
        [1545, 370],
        [1545, 455],
        [1265, 455],
        [1265, 370],
      ],
      5,
    )
    const rows = [
      ['To', 'Harbour Clinic, Department of Medicine'],
      ['Patient', 'Maren SAMPLETON   born 14 March 1961   no. 1042'],
      ['Date', '14 October 2026'],
      ['Re', 'Pneumonia, not improving after 48 h of amoxicillin'],
    ]
    for (const [i, [label = '', text = '']] of rows.entries()) {
      write(label, 170, 540 + i * 66, 36, BOLD)
      write(text, 400, 540 + i * 66)
      rule(
        [
          [400, 554 + i * 66],
          [1560, 554 + i * 66],
        ],
        2,
      )
    }
    for (const [i, line] of REFERRAL_TEXT.entries()) write(line, 170, 880 + i * 58)
    rule(signature(190, 1770), 5)
    rule(
      [
        [170, 1830],
        [800, 1830],
      ],
      2,
    )
    write('Dr. P. Quayle, general practitioner', 170, 1880, 32)
    rule(ring(1330, 1780, 165), 5)
    rule(ring(1330, 1780, 135), 3)
    write('BREAKWATER', 1228, 1772, 30, BOLD)
    write('14 OCT 2026', 1240, 1816, 30, BOLD)
  })
}

const REFERRAL_TEXT = [
  'Dear colleagues,',
  '',
  'thank you for seeing Mrs. Sampleton, who has had fever up to 39.1 °C, a',
  'productive cough and pain on the right side when breathing in for five days.',
  'I began amoxicillin 1 g three times a day on 12 October. Today she is still',
  'febrile, breathing 24 a minute, oxygen saturation 92 % on room air.',
  'Crackles over the right lower lobe, dullness on percussion.',
  '',
  'Known: high blood pressure, type 2 diabetes (HbA1c 7.1 % in August).',
  'Allergies: none known. Lives with her husband, does not smoke.',
  '',
  'I ask for a chest film, blood tests and a decision on admission.',
  'Her present medication is on the next page.',
  '',
  'With kind regards',
]

function medication(): Plane {
  return sheet(2, -0.0045, (write, rule) => {
    write('Medication list', 170, 230, 58, BOLD)
    write('Maren SAMPLETON   born 14 March 1961   no. 1042', 170, 300)
    const columns = [170, 660, 900, 1060, 1220, 1560]
    const [top, height] = [360, 84]
    const rows = [['Medicine', 'Strength', 'Morn.', 'Noon', 'Night'], ...MEDICINES]
    for (const [i, row] of rows.entries()) {
      const y = top + i * height
      rule(
        [
          [170, y],
          [1560, y],
        ],
        i < 2 ? 5 : 2,
      )
      for (const [c, cell] of row.entries())
        write(cell, (columns[c] ?? 0) + 16, y + 55, 34, i === 0 ? BOLD : REGULAR)
    }
    const bottom = top + rows.length * height
    rule(
      [
        [170, bottom],
        [1560, bottom],
      ],
      5,
    )
    for (const x of columns)
      rule(
        [
          [x, top],
          [x, bottom],
        ],
        3,
      )
    write('Amoxicillin was to run until 19 October.', 170, bottom + 100)
    write('Please change it as you see fit and let us know.', 170, bottom + 158)
    write('Next of kin: Olaf Sampleton (husband), +00 555 0171', 170, bottom + 260)
    rule(signature(190, bottom + 420), 5)
    write('End of transmission', 680, 2090, 30)
  })
}

const MEDICINES = [
  ['Ramipril', '5 mg', '1', '', ''],
  ['Amlodipine', '5 mg', '', '', '1'],
  ['Metformin', '850 mg', '1', '', '1'],
  ['Atorvastatin', '20 mg', '', '', '1'],
  ['Amoxicillin', '1 g', '1', '1', '1'],
  ['Paracetamol', '500 mg', 'p.r.n.', '', 'max. 6'],
]

function signature(x: number, y: number): Point[] {
  return Array.from({ length: 120 }, (_, i) => {
    const t = i / 119
    const swing = Math.sin(t * 34) * (62 - 44 * t) + Math.sin(t * 13 + 1) * 22
    return [x + t * 520 + Math.cos(t * 34) * 26, y - swing * (0.4 + 0.6 * Math.cos(t * 2.2) ** 2)]
  })
}

function ring(x: number, y: number, radius: number): Point[] {
  return Array.from({ length: 97 }, (_, i) => {
    const angle = (i / 96) * 2 * Math.PI
    return [x + radius * Math.cos(angle), y + radius * 0.92 * Math.sin(angle)]
  })
}

/** Dust on the glass, and one dirty spot that draws a broken line down the page. */
function speckle(page: Plane, seed: number): void {
  const random = randomFrom(seed * 1990)
  for (let i = 0; i < 420; i++) {
    const [x, y] = [Math.floor(random() * WIDTH), Math.floor(random() * HEIGHT)]
    const size = random() < 0.85 ? 1 : 2
    for (let d = 0; d < size * size; d++)
      cover(page, x + (d % size), y + Math.floor(d / size), 1, 1)
  }
  for (let y = 0; y < HEIGHT; y++) if (random() < 0.16) cover(page, 1655, y, 1, 1)
}
