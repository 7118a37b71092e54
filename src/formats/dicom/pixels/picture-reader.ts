import type { DicomFile } from '../data-set/open-dicom.ts'
import { decodeFrame, type Codecs, type PixelSource, type StoredFrame } from './decode-frame.ts'
import { findFrames, type FramePlaces } from './find-frames.ts'
import { pixelRatio, readEdges, readRegions, readSpacing } from './geometry.ts'
import { modalityValue, readModality, type Modality, type Proposal } from './grayscale.ts'
import { chooseGreys, readProposalsOf, type GreySource } from './grey-choice.ts'
import { drawOverlay, readOverlays, type Overlay } from './overlays.ts'
import { readPalette, type Palette } from './palette.ts'
import {
  frameTimeOf,
  noticesOf,
  paddingOf,
  type Display,
  type DrawnFrame,
  type PictureModel,
} from './picture-model.ts'
import { readPixelFormat, type PixelFormat } from './pixel-format.ts'
import { colourFault, isGrey, rangeOf, renderFrame, windowOfRange } from './render-frame.ts'

/** Bytes of decoded frames that are kept. */
const KEPT = 96_000_000
/** Of overlays: an orange that stands out from greys. */
const OVERLAY_COLOUR = [255, 170, 40] as const

/** The pictures of a file, decoded when they are asked for. */
export interface PictureReader {
  model: PictureModel
  /** @throws Error in words for a frame that can't be shown */
  draw(index: number, display: Display): Promise<DrawnFrame>
  /** Loads what comes behind a frame, where only some of the file has come. */
  ahead(index: number): Promise<void>
  /** The values of a frame as they are stored, and what they mean. @throws as `draw` does */
  values(index: number): Promise<FrameValues>
  /** The values of a pixel; `undefined` beside the picture. */
  probe(index: number, x: number, y: number): Promise<Probe | undefined>
}

export interface FrameValues {
  frame: StoredFrame
  /** Of greys: by which stored values become those that mean something. */
  modality: Modality | undefined
}

export interface Probe {
  /** As the file stores them. */
  stored: readonly number[]
  /** The one that means something, for greys. */
  value: number | undefined
}

interface Opened extends GreySource {
  overlays: readonly Overlay[]
  palette: Palette | undefined
}

/** @param remark takes what is odd, in words */
export function openPicture(
  file: DicomFile,
  codecs: Codecs,
  remark: (words: string) => void,
): PictureReader | { fault: string } {
  const { data, syntax } = file
  const format = readPixelFormat(data, remark)
  if (format === undefined) return { fault: 'The file holds no picture.' }
  if ('fault' in format) return format
  const fault = colourFault(format.photometric, format.samples)
  if (fault !== undefined) return { fault }
  const places = findFrames(data, format, remark)
  if (places.type !== 'native' && syntax.codec === 'none') {
    return { fault: `Its pixels are in ${syntax.name}, which can’t be decoded here.` }
  }
  if (places.type === 'native' && !['native', 'deflate'].includes(syntax.codec)) {
    remark(
      `Its pixels should be in ${syntax.name}, but are not compressed; they are shown as they are.`,
    )
  }
  const needsPalette = format.photometric === 'PALETTE COLOR'
  const palette = needsPalette ? readPalette(data, format.signed, remark) : undefined
  if (needsPalette && !palette) {
    return { fault: 'The palette of this picture is missing or damaged.' }
  }
  const frames = countFrames(places)
  if (frames === 0) return { fault: 'The file promises a picture, but holds none of its rows.' }
  if (frames < format.frames) {
    const which = frames === 1 ? 'The first' : `The first ${frames}`
    remark(
      `${which} of ${format.frames} frames ${frames === 1 ? 'is' : 'are'} in the file; the others are missing.`,
    )
  }
  const source: PixelSource = { from: file.from, data, format, syntax, places, codecs }
  const opened: Opened = {
    source,
    frames,
    stored: keepFrames((index) => decodeFrame(source, index)),
    padding: paddingOf(data, format.signed),
    overlays: readOverlays(data),
    palette,
    common: undefined,
    remark,
  }
  return {
    model: modelOf(opened, format),
    draw: (index, display) => drawFrame(opened, index, display),
    ahead: (index) => loadAhead(source, index),
    values: async (index) => {
      const frame = await opened.stored(index)
      const modality = isGrey(frame) ? readModality(data, index, format.signed) : undefined
      return { frame, modality }
    },
    probe: (index, x, y) => probePixel(opened, index, { x, y }),
  }
}

/** A frame of which only some rows are there counts. */
function countFrames(places: FramePlaces): number {
  switch (places.type) {
    case 'native':
      return places.whole + (places.partly ? 1 : 0)
    case 'encapsulated':
      return places.frames.length
    case 'table':
      return places.frames
  }
}

/** Bytes that are loaded ahead. */
const AHEAD = 4 << 20

async function loadAhead({ from, places }: PixelSource, index: number): Promise<void> {
  const next = index + 1
  const start =
    places.type === 'native'
      ? places.start + Math.floor((next * places.bits) / 8)
      : places.type === 'table'
        ? places.places[next]
        : places.frames[next]?.[0]?.start
  const end = places.type === 'native' ? places.start + places.length : from.bytes.length
  if (start !== undefined && start < end) await from.load(start, Math.min(end, start + AHEAD))
}

function modelOf(opened: Opened, format: PixelFormat): PictureModel {
  const { source, frames, overlays } = opened
  const { data, syntax } = source
  const modality = readModality(data, 0, format.signed)
  const grey = isGrey(format)
  return {
    rows: format.rows,
    columns: format.columns,
    frames,
    declaredFrames: format.frames,
    grey,
    photometric: format.photometric,
    bits: format.stored,
    proposals: grey ? readProposalsOf(opened, 0, modality).map(nameOfProposal) : [],
    unit: modality.unit,
    overlays: overlays.map(({ name }) => name),
    frameTime: frameTimeOf(data),
    notices: noticesOf(data, syntax),
  }
}

function nameOfProposal(proposal: Proposal, index: number): string {
  if (proposal.name !== undefined && proposal.name !== '') return proposal.name
  if (proposal.type === 'table') return `Table ${index + 1} of the file`
  const { center, width } = proposal.window
  return `File: C ${center}, W ${width}`
}

async function drawFrame(opened: Opened, index: number, display: Display): Promise<DrawnFrame> {
  const { source, overlays, palette, padding } = opened
  const { data, format } = source
  const frame = await opened.stored(index)
  const modality = readModality(data, index, format.signed)
  const grey = isGrey(frame)
  const greys = grey
    ? await chooseGreys(opened, frame, index, display.greys)
    : { type: 'window' as const, window: windowOfRange({ low: 0, high: 1 }) }
  const pixels = renderFrame(frame, { modality, greys, palette, inverted: display.inverted })
  // Drawn elsewhere they tell whether there is anything to show.
  const canvas = display.overlays || overlays.length === 0 ? pixels : pixels.slice()
  const drawn = overlays.map((overlay) =>
    drawOverlay(canvas, frame, overlay, { index, colour: OVERLAY_COLOUR }),
  )
  const spacing = readSpacing(data, index)
  const { rows, columns } = frame
  const missing = rows - frame.wholeRows
  return {
    index,
    rows,
    columns,
    pixels,
    ratio: pixelRatio(data, spacing),
    window: grey && greys.type === 'window' ? greys.window : undefined,
    range: grey ? rangeOf(frame, modality, padding) : undefined,
    edges: readEdges(data, index),
    spacing,
    regions: readRegions(data),
    hasOverlay: drawn.includes(true),
    problems: missing > 0 ? [...frame.problems, missingWords(missing, rows)] : frame.problems,
  }
}

function missingWords(missing: number, rows: number): string {
  if (missing === rows) return 'No row of this frame is whole.'
  const which = missing === 1 ? 'The last row' : `The last ${missing} rows`
  return `${which} of ${rows} of this frame ${missing === 1 ? 'is' : 'are'} missing in the file.`
}

async function probePixel(
  { source, stored }: Opened,
  index: number,
  { x, y }: { x: number; y: number },
): Promise<Probe | undefined> {
  const frame = await stored(index)
  if (x < 0 || y < 0 || x >= frame.columns || y >= frame.wholeRows) return undefined
  const at = (y * frame.columns + x) * frame.samples
  const values = Array.from(frame.values.slice(at, at + frame.samples))
  const modality = readModality(source.data, index, source.format.signed)
  return {
    stored: values,
    value: isGrey(frame) ? modalityValue(modality, values[0] ?? 0) : undefined,
  }
}

/** Keeps what was decoded last, up to a size. */
function keepFrames(decode: (index: number) => Promise<StoredFrame>) {
  const kept = new Map<number, StoredFrame>()
  return async (index: number): Promise<StoredFrame> => {
    const frame = kept.get(index) ?? (await decode(index))
    kept.delete(index)
    kept.set(index, frame)
    let size = [...kept.values()].reduce((sum, one) => sum + sizeOf(one), 0)
    for (const [old, one] of kept) {
      if (size <= KEPT || old === index) break
      kept.delete(old)
      size -= sizeOf(one)
    }
    return frame
  }
}

function sizeOf({ values, cells }: StoredFrame): number {
  return values.byteLength + (cells && cells !== values ? cells.byteLength : 0)
}
