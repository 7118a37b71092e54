import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { cover, type Plane, type Point } from './plane.ts'

/** Liberation Sans, which pdf.js ships under the SIL Open Font License: the same letters on paper, film and fax. */
export const REGULAR = fontFile('LiberationSans-Regular.ttf')
export const BOLD = fontFile('LiberationSans-Bold.ttf')
export const ITALIC = fontFile('LiberationSans-Italic.ttf')

export interface Lettering {
  font: Buffer
  /** Pixels per em. */
  size: number
  value: number
  /** Maps a point of the upright text onto the picture: skew, rotation, a shaky scanner. */
  place?: (x: number, y: number) => Point
}

/** Draws a line of text with its baseline at (x, y). @returns where the next letter would go */
export function letter(
  picture: Plane,
  text: string,
  x: number,
  y: number,
  { font, size, value, place = (px, py) => [px, py] }: Lettering,
): number {
  const outlines = openFont(font)
  const scale = size / outlines.unitsPerEm
  let pen = x
  for (const glyph of outlines.layout(text).glyphs) {
    const start = pen
    const contours = flatten(glyph.path.commands).map((ring) =>
      ring.map(([gx, gy]) => place(start + gx * scale, y - gy * scale)),
    )
    fill(picture, contours, value)
    pen += glyph.advanceWidth * scale
  }
  return pen
}

interface Command {
  command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath'
  args: number[]
}

interface Outlines {
  unitsPerEm: number
  layout(text: string): { glyphs: { advanceWidth: number; path: { commands: Command[] } }[] }
}

const opened = new Map<Buffer, Outlines>()

/** pdfkit reads fonts with fontkit and keeps the result here; its types don't say so. */
function openFont(font: Buffer): Outlines {
  const known = opened.get(font)
  if (known !== undefined) return known
  const document = new PDFDocument().font(font) as unknown as { _font: { font: Outlines } }
  opened.set(font, document._font.font)
  return document._font.font
}

function fontFile(name: string): Buffer {
  return readFileSync(createRequire(import.meta.url).resolve(`pdfjs-dist/standard_fonts/${name}`))
}

/** Outlines as rings of straight lines; TrueType has lines and quadratic curves. */
function flatten(commands: readonly Command[]): Point[][] {
  const rings: Point[][] = []
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args
    const ring = rings.at(-1)
    const [px, py] = ring?.at(-1) ?? [0, 0]
    if (command === 'moveTo') rings.push([[a, b]])
    else if (command === 'lineTo') ring?.push([a, b])
    else if (command === 'quadraticCurveTo')
      for (let i = 1; i <= 8; i++) {
        const t = i / 8
        const [u, v, w] = [(1 - t) ** 2, 2 * t * (1 - t), t * t]
        ring?.push([u * px + v * a + w * c, u * py + v * b + w * d])
      }
  }
  return rings
}

const SUBLINES = 4

/** Fills by the non-zero rule: four scan lines a pixel, exact coverage along each. */
function fill(picture: Plane, rings: readonly (readonly Point[])[], value: number): void {
  const ys = rings.flat().map(([, y]) => y)
  if (ys.length === 0) return
  for (let y = Math.floor(Math.min(...ys)); y <= Math.max(...ys); y++) {
    const coverage = new Map<number, number>()
    for (let sub = 0; sub < SUBLINES; sub++)
      for (const [from, to] of spans(rings, y + (sub + 0.5) / SUBLINES))
        for (let x = Math.floor(from); x < to; x++) {
          const share = Math.min(x + 1, to) - Math.max(x, from)
          coverage.set(x, (coverage.get(x) ?? 0) + share / SUBLINES)
        }
    for (const [x, share] of coverage) cover(picture, x, y, share, value)
  }
}

function spans(rings: readonly (readonly Point[])[], y: number): [number, number][] {
  const crossings: { x: number; turn: number }[] = []
  for (const ring of rings)
    for (const [i, [x1, y1]] of ring.entries()) {
      const [x0, y0] = ring.at(i - 1) ?? [x1, y1]
      if (y0 <= y === y1 <= y) continue
      crossings.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), turn: y1 > y0 ? 1 : -1 })
    }
  crossings.sort((a, b) => a.x - b.x)
  const found: [number, number][] = []
  let winding = 0
  let start = 0
  for (const { x, turn } of crossings) {
    if (winding === 0) start = x
    winding += turn
    if (winding === 0) found.push([start, x])
  }
  return found
}
