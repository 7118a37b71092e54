import { lazy, type ComponentType } from 'react'
import type { Kind } from '#formats/kinds.ts'
import type { ViewerProps } from './viewer.ts'

/**
 * Which viewer shows which kind. A new kind is one folder and one line; a kind without a line is shown as its bytes.
 * Each viewer comes with its library only when it is needed.
 */
export const viewers: Partial<Record<Kind, ComponentType<ViewerProps>>> = {
  image: viewer(async () => (await import('./image/ImageViewer.tsx')).ImageViewer),
  svg: viewer(async () => (await import('./svg/SvgViewer.tsx')).SvgViewer),
  html: viewer(async () => (await import('./html/HtmlViewer.tsx')).HtmlViewer),
  heic: viewer(async () => (await import('./image/ImageViewer.tsx')).ImageViewer),
  jpeg2000: viewer(async () => (await import('./paged/PagedViewer.tsx')).Jpeg2000Viewer),
  tiff: viewer(async () => (await import('./paged/PagedViewer.tsx')).TiffViewer),
  pdf: viewer(async () => (await import('./pdf/PdfViewer.tsx')).PdfViewer),
  audio: viewer(async () => (await import('./media/MediaViewer.tsx')).MediaViewer),
  video: viewer(async () => (await import('./media/MediaViewer.tsx')).MediaViewer),
  csv: viewer(async () => (await import('./csv/CsvViewer.tsx')).CsvViewer),
  ccda: viewer(async () => (await import('./ccda/CcdaViewer.tsx')).CcdaViewer),
  dicom: viewer(async () => (await import('./dicom/DicomViewer.tsx')).DicomViewer),
  hl7v2: viewer(async () => (await import('./hl7v2/Hl7Viewer.tsx')).Hl7Viewer),
  docx: viewer(async () => (await import('./document/DocumentViewer.tsx')).DocumentViewer),
  odt: viewer(async () => (await import('./document/DocumentViewer.tsx')).DocumentViewer),
  rtf: viewer(async () => (await import('./document/DocumentViewer.tsx')).DocumentViewer),
  xlsx: viewer(async () => (await import('./sheet/SheetViewer.tsx')).SheetViewer),
  ods: viewer(async () => (await import('./sheet/SheetViewer.tsx')).SheetViewer),
  ole: viewer(async () => (await import('./ole/OleViewer.tsx')).OleViewer),
  json: viewer(async () => (await import('./tree/TreeViewer.tsx')).TreeViewer),
  xml: viewer(async () => (await import('./tree/TreeViewer.tsx')).TreeViewer),
  mail: viewer(async () => (await import('./mail/MailViewer.tsx')).MailViewer),
  msg: viewer(async () => (await import('./mail/MailViewer.tsx')).MailViewer),
  signed: viewer(async () => (await import('./signed/SignedViewer.tsx')).SignedViewer),
  ecg: viewer(async () => (await import('./ecg/EcgViewer.tsx')).EcgViewer),
  scp: viewer(async () => (await import('./ecg/EcgViewer.tsx')).EcgViewer),
  ...asArchive('zip', 'tar', 'gzip', 'archive'),
  text: viewer(async () => (await import('./text/TextViewer.tsx')).TextViewer),
}

/** Shows anything. */
export const HexViewer = viewer(async () => (await import('./hex/HexViewer.tsx')).HexViewer)

function viewer(load: () => Promise<ComponentType<ViewerProps>>): ComponentType<ViewerProps> {
  return lazy(async () => ({ default: await load() }))
}

function asArchive(...kinds: Kind[]): Partial<Record<Kind, ComponentType<ViewerProps>>> {
  const archive = viewer(async () => (await import('./archive/ArchiveViewer.tsx')).ArchiveViewer)
  return Object.fromEntries(kinds.map((kind) => [kind, archive]))
}
