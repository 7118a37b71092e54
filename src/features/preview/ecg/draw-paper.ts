import {
  MARGIN,
  reachOf,
  sampleRange,
  type Paper,
  type PaperPart,
  type PaperScale,
  type Point,
} from './paper.ts'

/** What is drawn of the paper: millimetres at the top left, and CSS pixels. */
export interface PaperView {
  left: number
  top: number
  width: number
  height: number
  /** CSS pixels for a millimetre. */
  zoom: number
}

/** Colours come from the canvas's own style, so that both themes are written in one place. */
interface Colours {
  ink: string
  fine: string
  strong: string
  mark: string
}

/** Draws what is in view: the grid, the calibration pulse, the traces, and the caliper. */
export function drawPaper(
  canvas: HTMLCanvasElement,
  view: PaperView,
  what: { paper: Paper; rate: number; scale: PaperScale; caliper: readonly Point[] },
): void {
  const pixels = devicePixelRatio
  canvas.width = Math.max(1, Math.round(view.width * pixels))
  canvas.height = Math.max(1, Math.round(view.height * pixels))
  const context = canvas.getContext('2d')
  if (!context) return
  const style = getComputedStyle(canvas)
  const colours: Colours = {
    ink: style.color,
    fine: style.textDecorationColor,
    strong: style.columnRuleColor,
    mark: style.caretColor,
  }
  // From here on in millimetres of the paper.
  const perMm = view.zoom * pixels
  context.setTransform(perMm, 0, 0, perMm, -view.left * perMm, -view.top * perMm)
  drawGrid(context, view, colours)
  context.strokeStyle = colours.ink
  context.fillStyle = colours.ink
  context.lineJoin = 'round'
  context.lineWidth = 1.3 / view.zoom
  const font = style.fontFamily
  const right = view.left + view.width / view.zoom
  const bottom = view.top + view.height / view.zoom
  for (const part of what.paper.parts) {
    const reach = reachOf(part, what.scale)
    if (part.y + reach < view.top || part.y - reach > bottom) continue
    drawPulse(context, part, what.scale)
    drawTrace(context, part, { ...what, view, right })
  }
  // On top of the traces, and at the left edge of what is in view.
  for (const part of what.paper.parts)
    drawLabel(context, part, { view, font, ground: style.backgroundColor })
  drawCaliper(context, what.caliper, { view, colours })
}

function drawGrid(
  context: CanvasRenderingContext2D,
  view: PaperView,
  { fine, strong }: Colours,
): void {
  const right = view.left + view.width / view.zoom
  const bottom = view.top + view.height / view.zoom
  const lines = (step: number, colour: string, width: number) => {
    context.beginPath()
    for (let x = Math.floor(view.left / step) * step; x <= right; x += step) {
      context.moveTo(x, view.top)
      context.lineTo(x, bottom)
    }
    for (let y = Math.floor(view.top / step) * step; y <= bottom; y += step) {
      context.moveTo(view.left, y)
      context.lineTo(right, y)
    }
    context.strokeStyle = colour
    context.lineWidth = width / view.zoom
    context.stroke()
  }
  // Lines closer than that are a grey wash.
  if (view.zoom >= 2.5) lines(1, fine, 0.6)
  lines(5, strong, 1)
}

/** One millivolt high and 0.2 s long, at the begin of each row. */
function drawPulse(
  context: CanvasRenderingContext2D,
  part: PaperPart,
  { gain, speed }: PaperScale,
): void {
  if (part.x > MARGIN) return
  const width = Math.min(MARGIN - 3, speed * 0.2)
  context.beginPath()
  context.moveTo(1, part.y)
  context.lineTo(1.5, part.y)
  context.lineTo(1.5, part.y - gain)
  context.lineTo(1.5 + width, part.y - gain)
  context.lineTo(1.5 + width, part.y)
  context.lineTo(2 + width, part.y)
  context.stroke()
}

function drawTrace(
  context: CanvasRenderingContext2D,
  part: PaperPart,
  what: { view: PaperView; right: number; rate: number; scale: PaperScale },
): void {
  const { view, right, rate, scale } = what
  const samples = part.lead?.samples
  if (!samples) return
  const range = sampleRange(part, rate, scale, { left: view.left, right })
  const perMicrovolt = scale.gain / 1000
  // Where a pixel has several samples, their lowest and highest stand for them.
  const step = Math.max(1, Math.floor(rate / (scale.speed * view.zoom * devicePixelRatio)))
  context.beginPath()
  let isOpen = false
  for (let at = range.first - (range.first % step); at < range.last; at += step) {
    let low = Infinity
    let high = -Infinity
    let isGap = false
    for (let one = at; one < Math.min(at + step, range.last); one += 1) {
      const value = samples[one] ?? Number.NaN
      if (Number.isNaN(value)) isGap = true
      else {
        low = Math.min(low, value)
        high = Math.max(high, value)
      }
    }
    if (high === -Infinity) {
      isOpen = false
      continue
    }
    const x = range.x(at)
    const top = part.y - high * perMicrovolt
    if (isOpen) context.lineTo(x, top)
    else context.moveTo(x, top)
    // A sample that stands alone is a dot.
    if (low !== high || !isOpen)
      context.lineTo(x, part.y - low * perMicrovolt + (low === high ? 0.01 : 0))
    isOpen = !isGap
  }
  context.stroke()
}

function drawLabel(
  context: CanvasRenderingContext2D,
  part: PaperPart,
  { view, font, ground }: { view: PaperView; font: string; ground: string },
): void {
  const size = 13 / view.zoom
  context.font = `600 ${size}px ${font}`
  const derived = part.lead?.derived === undefined ? '' : ' (derived)'
  const text = part.lead ? `${part.label}${derived}` : `${part.label}: not in the recording`
  const x = Math.max(part.x + 0.5, view.left + 1)
  if (x > part.x + part.width) return
  // A ground of paper keeps it readable where a trace runs through it.
  context.strokeStyle = ground
  context.lineWidth = 4 / view.zoom
  context.strokeText(text, x, part.y - 6)
  context.fillText(text, x, part.y - 6)
}

function drawCaliper(
  context: CanvasRenderingContext2D,
  caliper: readonly Point[],
  { view, colours }: { view: PaperView; colours: Colours },
): void {
  const bottom = view.top + view.height / view.zoom
  const right = view.left + view.width / view.zoom
  context.strokeStyle = colours.mark
  context.lineWidth = 1.5 / view.zoom
  caliper.forEach(({ x, y }, index) => {
    context.setLineDash(index === 0 ? [] : [4 / view.zoom, 2 / view.zoom])
    context.beginPath()
    context.moveTo(x, view.top)
    context.lineTo(x, bottom)
    context.moveTo(view.left, y)
    context.lineTo(right, y)
    context.stroke()
  })
  context.setLineDash([])
}
