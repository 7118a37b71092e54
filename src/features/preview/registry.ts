import { lazy, type ComponentType } from 'react'
import type { Kind } from '#formats/kinds.ts'
import type { ViewerProps } from './viewer.ts'

/**
 * Which viewer shows which kind. A new kind is one folder and one line; a kind without a line is shown as its bytes.
 * Each viewer comes with its library only when it is needed.
 */
export const viewers: Partial<Record<Kind, ComponentType<ViewerProps>>> = {
  image: viewer(async () => (await import('./image/ImageViewer.tsx')).ImageViewer),
  svg: viewer(async () => (await import('./image/ImageViewer.tsx')).ImageViewer),
  pdf: viewer(async () => (await import('./pdf/PdfViewer.tsx')).PdfViewer),
  audio: viewer(async () => (await import('./media/MediaViewer.tsx')).MediaViewer),
  video: viewer(async () => (await import('./media/MediaViewer.tsx')).MediaViewer),
  csv: viewer(async () => (await import('./csv/CsvViewer.tsx')).CsvViewer),
  ccda: viewer(async () => (await import('./ccda/CcdaViewer.tsx')).CcdaViewer),
  hl7v2: viewer(async () => (await import('./hl7v2/Hl7Viewer.tsx')).Hl7Viewer),
  xlsx: viewer(async () => (await import('./sheet/SheetViewer.tsx')).SheetViewer),
  ods: viewer(async () => (await import('./sheet/SheetViewer.tsx')).SheetViewer),
  ole: viewer(async () => (await import('./ole/OleViewer.tsx')).OleViewer),
  ...asText('text', 'json', 'xml', 'html', 'rtf', 'mail', 'ecg'),
}

/** Shows anything. */
export const HexViewer = viewer(async () => (await import('./hex/HexViewer.tsx')).HexViewer)

function viewer(load: () => Promise<ComponentType<ViewerProps>>): ComponentType<ViewerProps> {
  return lazy(async () => ({ default: await load() }))
}

function asText(...kinds: Kind[]): Partial<Record<Kind, ComponentType<ViewerProps>>> {
  const text = viewer(async () => (await import('./text/TextViewer.tsx')).TextViewer)
  return Object.fromEntries(kinds.map((kind) => [kind, text]))
}
