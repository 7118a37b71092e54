import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { connectWorker } from '#lib/worker-session.ts'
import { drawInSandbox } from '../sandbox/sandbox-frame.ts'
import type { ReadDrawing, SvgMethods } from './svg-worker.ts'

/** A drawing that may be shown, or why it may not. */
export type Drawing = { encoding: string | undefined } & (
  | {
      type: 'shown'
      picture: Blob
      remarks: string[]
      foreign: string[]
      title: string | undefined
    }
  | { type: 'refused'; reason: string }
)

/** Bytes; more is not read as a drawing. */
const LARGEST = 30_000_000

/** Reads an SVG in a worker, draws it in the sandbox first, and gives what may be shown in the page. */
export function useDrawing(blob: Blob, contentType: string) {
  const [read, setRead] = useState<{ blob: Blob; drawing: Drawing }>()
  const [stopped, setStopped] = useState<Blob>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge || stopped === blob) return undefined
    const controller = new AbortController()
    const worker = new Worker(new URL('./svg-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<SvgMethods>(worker)
    const charset = parseMediaType(contentType)?.parameters['charset']
    const keep = (drawing: Drawing) => {
      if (!controller.signal.aborted) setRead({ blob, drawing })
    }
    client
      .call('read', { blob, charset })
      .then((result) => tryOut(result, controller.signal))
      .then(keep, () => keep({ type: 'refused', reason: UNREADABLE, encoding: undefined }))
      .finally(() => client.stop())
    return () => {
      controller.abort()
      client.stop()
    }
  }, [blob, contentType, tooLarge, stopped])
  const stop = () => setStopped(blob)
  if (tooLarge) return { drawing: refused('It is too large to be drawn.'), stop }
  if (stopped === blob) return { drawing: refused('Drawing it was stopped.'), stop }
  return { drawing: read?.blob === blob ? read.drawing : undefined, stop }
}

const UNREADABLE = 'It could not be read.'

function refused(reason: string): Drawing {
  return { type: 'refused', reason, encoding: undefined }
}

async function tryOut(read: ReadDrawing, signal: AbortSignal): Promise<Drawing> {
  const { reading, encoding, problem } = read
  if (reading.type === 'refused') return { ...reading, encoding }
  const { title, foreign, size } = reading
  const isLarge = reading.cost > SMALL
  const remarks = problem === undefined ? reading.remarks : [problem, ...reading.remarks]
  let svg = new Blob([reading.svg], SVG)
  let trial = await drawInSandbox(svg, { ...size, isLarge }, signal)
  if (trial.type === 'drawn' && trial.box) {
    svg = new Blob([framed(reading.svg, trial.box)], SVG)
    remarks.push('It declares no size: what it draws is shown, as far as it reaches.')
    trial = await drawInSandbox(svg, { ...trial.box, isOpen: false, isLarge }, signal)
  }
  if (trial.type === 'endless') {
    return { ...refused('Drawing it takes too long: it was given up.'), encoding }
  }
  const picture = (trial.type === 'drawn' && trial.picture) || svg
  if (picture !== svg) remarks.push('Drawing it takes long, so it is shown as a picture of pixels.')
  return { type: 'shown', picture, remarks, title, foreign, encoding }
}

/** Steps of drawing that no page feels; a browser that is busy may be slow with them all the same. */
const SMALL = 1000

const SVG = { type: 'image/svg+xml' }

/** The same drawing with a view box around what it draws, and a little air. */
function framed(svg: string, box: { x: number; y: number; width: number; height: number }): string {
  const air = Math.max(box.width, box.height) * 0.02
  const [x, y] = [box.x - air, box.y - air]
  const [width, height] = [box.width + 2 * air, box.height + 2 * air]
  const scale = Math.min(1, 4096 / Math.max(width, height))
  const root = `<svg viewBox="${x} ${y} ${width} ${height}" width="${width * scale}" height="${height * scale}"`
  // The root has neither of its own: it is open.
  return svg.replace(/^<svg(?:[^>"]|"[^"]*")*?(\/?>)/, (tag, end: string) => {
    const rest = tag.slice(4, -end.length).replaceAll(/ (?:width|height|viewBox)="[^"]*"/g, '')
    return `${root}${rest}${end}`
  })
}
