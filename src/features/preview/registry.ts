import type { ComponentType } from 'react'
import type { Kind } from '#formats/kinds.ts'
import { lazyPart } from '#ui/lazy-part.ts'
import type {
  HeadViewerProps,
  RangedViewerProps,
  RegisteredViewer,
  SourceViewerProps,
  ViewerProps,
} from './viewer.ts'

/**
 * Which viewer shows which kind. A new kind is one folder and one line; a kind without a line is shown as its bytes.
 * Each viewer comes with its library only when it is needed, and gets no more of a content than it says.
 */
export const viewers: Partial<Record<Kind, RegisteredViewer>> = {
  image: fromBlob(async () => (await import('./image/ImageViewer.tsx')).ImageViewer),
  svg: fromBlob(async () => (await import('./svg/SvgViewer.tsx')).SvgViewer),
  html: fromBlob(async () => (await import('./html/HtmlViewer.tsx')).HtmlViewer),
  heic: fromBlob(async () => (await import('./image/ImageViewer.tsx')).ImageViewer),
  jpeg2000: fromBlob(async () => (await import('./paged/PagedViewer.tsx')).Jpeg2000Viewer),
  tiff: inParts(
    async () => (await import('./paged/PagedViewer.tsx')).TiffViewer,
    async () => (await import('./paged/PagedViewer.tsx')).RangedTiffViewer,
  ),
  pdf: {
    ...fromSource(async () => (await import('./pdf/PdfViewer.tsx')).PdfViewer),
    ready: async () => (await import('#ui/pdf/open-pdf.ts')).readyPdf(),
  },
  // The waveform needs all of a sound, and is drawn up to that size.
  audio: played(30_000_000),
  video: played(4_000_000),
  csv: fromHead(async () => (await import('./csv/CsvViewer.tsx')).CsvViewer),
  ccda: fromBlob(async () => (await import('./ccda/CcdaViewer.tsx')).CcdaViewer),
  dicom: inParts(
    async () => (await import('./dicom/DicomViewer.tsx')).DicomViewer,
    async () => (await import('./dicom/DicomViewer.tsx')).RangedDicomViewer,
  ),
  hl7v2: fromBlob(async () => (await import('./hl7v2/Hl7Viewer.tsx')).Hl7Viewer),
  docx: fromBlob(async () => (await import('./document/DocumentViewer.tsx')).DocumentViewer),
  odt: fromBlob(async () => (await import('./document/DocumentViewer.tsx')).DocumentViewer),
  rtf: fromBlob(async () => (await import('./document/DocumentViewer.tsx')).DocumentViewer),
  xlsx: fromBlob(async () => (await import('./sheet/SheetViewer.tsx')).SheetViewer),
  ods: fromBlob(async () => (await import('./sheet/SheetViewer.tsx')).SheetViewer),
  ole: fromBlob(async () => (await import('./ole/OleViewer.tsx')).OleViewer),
  json: fromBlob(async () => (await import('./tree/TreeViewer.tsx')).TreeViewer),
  xml: fromBlob(async () => (await import('./tree/TreeViewer.tsx')).TreeViewer),
  mail: fromBlob(async () => (await import('./mail/MailViewer.tsx')).MailViewer),
  msg: fromBlob(async () => (await import('./mail/MailViewer.tsx')).MailViewer),
  signed: fromBlob(async () => (await import('./signed/SignedViewer.tsx')).SignedViewer),
  ecg: fromBlob(async () => (await import('./ecg/EcgViewer.tsx')).EcgViewer),
  scp: fromBlob(async () => (await import('./ecg/EcgViewer.tsx')).EcgViewer),
  zip: fromSource(async () => (await import('./archive/ArchiveViewer.tsx')).ArchiveViewer),
  tar: fromBlob(async () => (await import('./archive/ArchiveViewer.tsx')).ArchiveViewer),
  gzip: fromBlob(async () => (await import('./archive/ArchiveViewer.tsx')).GzipViewer),
  archive: fromSource(async () => (await import('./archive/ArchiveViewer.tsx')).OtherArchive),
  text: fromHead(async () => (await import('./text/TextViewer.tsx')).TextViewer),
}

/** Shows anything. */
export const hexViewer = lazyPart(async () => (await import('./hex/HexViewer.tsx')).HexViewer)

function fromBlob(load: () => Promise<ComponentType<ViewerProps>>): RegisteredViewer {
  const part = lazyPart(load)
  return { from: 'blob', load: part.load, Viewer: part.Part }
}

/** @param from bytes; what is smaller is loaded whole */
function played(from: number): RegisteredViewer {
  const whole = lazyPart(async () => (await import('./media/MediaViewer.tsx')).MediaViewer)
  const ranged = lazyPart(
    async () => (await import('./media/RangedMediaViewer.tsx')).RangedMediaViewer,
  )
  // Both hold where a service worker can answer the player: not on plain HTTP, not in every private window.
  const mayRange = isSecureContext && 'serviceWorker' in navigator
  const isWorth = (size: number) => size > from && mayRange
  const load = () => Promise.all([whole.load(), ...(mayRange ? [ranged.load()] : [])])
  return { from: 'parts', load, Viewer: whole.Part, Ranged: ranged.Part, isWorth }
}

/** Bytes; a picture in a smaller file comes whole, in one request. */
const PICTURES_FROM = 4_000_000

function inParts(
  whole: () => Promise<ComponentType<ViewerProps>>,
  ranged: () => Promise<ComponentType<RangedViewerProps>>,
): RegisteredViewer {
  const [one, other] = [lazyPart(whole), lazyPart(ranged)]
  const load = () => Promise.all([one.load(), other.load()])
  const isWorth = (size: number) => size >= PICTURES_FROM
  return { from: 'parts', load, Viewer: one.Part, Ranged: other.Part, isWorth }
}

function fromSource(load: () => Promise<ComponentType<SourceViewerProps>>): RegisteredViewer {
  const part = lazyPart(load)
  return { from: 'source', load: part.load, Viewer: part.Part }
}

function fromHead(load: () => Promise<ComponentType<HeadViewerProps>>): RegisteredViewer {
  const part = lazyPart(load)
  return { from: 'head', load: part.load, Viewer: part.Part }
}
