import { lazy, type ComponentType, type ReactNode } from 'react'
import type { Kind } from '#formats/kinds.ts'
import type { Comparison } from './changes.ts'

/** A content that is compared, with what helps to read it. It crosses to a worker as it is. */
export interface Compared {
  blob: Blob
  /** That its bytes have, with the label's parameters. */
  contentType: string
  kind: Kind
}

/** One of the two contents that are compared. */
export interface Side extends Compared {
  /** Of the Binary: two files may have versions of the same ids. */
  id: string
  versionId: string
  /** "Version 2"; of two files "letter.txt, version 2". */
  title: string
}

/** Where a content is stored. */
type Place = Pick<Side, 'id' | 'versionId'>

/** What every differ is given. Both contents are loaded, and their bytes are known to differ. */
export interface DifferProps {
  left: Side
  right: Side
  /** The preview of one side, for those that show both. */
  renderPreview: (side: Place) => ReactNode
}

/**
 * Compares without a view, in a worker that ends with the signal: for a timeline's one line (`headline`).
 * @throws the signal's reason, or why the two can't be read
 */
export type Compare = (left: Compared, right: Compared, signal: AbortSignal) => Promise<Comparison>

export interface Differ {
  View: ComponentType<DifferProps>
  /** Loads the code of the view ahead, while the contents are on their way. Never fails: showing it tells what is wrong. */
  loadAhead: () => void
  /** `undefined` for what has no words for its changes. */
  compare: (() => Promise<Compare>) | undefined
}

function viewOf(load: () => Promise<Differ['View']>): Pick<Differ, 'View' | 'loadAhead'> {
  return {
    View: lazy(async () => ({ default: await load() })),
    loadAhead: () => void load().catch(() => undefined),
  }
}

const text: Differ = {
  ...viewOf(async () => (await import('./text/TextDiffer.tsx')).TextDiffer),
  compare: async () => (await import('./text/compare-texts.ts')).compareTexts,
}
const sideBySide: Differ = {
  ...viewOf(async () => (await import('./side-by-side/SideBySide.tsx')).SideBySide),
  compare: undefined,
}
const bytes: Differ = {
  ...sideBySide,
  compare: async () => (await import('./bytes/compare-bytes.ts')).tellBytes,
}
const structure: Differ = {
  ...viewOf(async () => (await import('./structure/StructureDiffer.tsx')).StructureDiffer),
  compare: async () => (await import('./structure/compare-structures.ts')).compareStructures,
}
const table: Differ = {
  ...viewOf(async () => (await import('./csv/CsvDiffer.tsx')).CsvDiffer),
  compare: async () => (await import('./csv/compare-tables.ts')).compareTables,
}
const picture: Differ = {
  ...viewOf(async () => (await import('./picture/PictureDiffer.tsx')).PictureDiffer),
  compare: async () => (await import('./picture/compare-pictures.ts')).tellPictures,
}
const dicom: Differ = {
  ...viewOf(async () => (await import('./dicom/DicomDiffer.tsx')).DicomDiffer),
  compare: async () => (await import('./dicom/compare-dicom.ts')).tellDicom,
}
const pdf: Differ = {
  ...viewOf(async () => (await import('./pdf/PdfDiffer.tsx')).PdfDiffer),
  compare: async () => (await import('./pdf/compare-pdfs.ts')).tellPdfs,
}
const archive: Differ = {
  ...viewOf(async () => (await import('./archive/ArchiveDiffer.tsx')).ArchiveDiffer),
  compare: async () => (await import('./archive/compare-archives.ts')).tellArchives,
}

/** Kind of content → how two of that kind are compared. A new kind is one folder and one line; what is not here is shown side by side. */
const DIFFERS: Partial<Record<Kind, Differ>> = {
  text,
  json: structure,
  xml: structure,
  ccda: structure,
  hl7v2: structure,
  docx: structure,
  rtf: structure,
  odt: structure,
  csv: table,
  html: text,
  mail: text,
  ecg: text,
  image: picture,
  tiff: picture,
  jpeg2000: picture,
  dicom,
  pdf,
  zip: archive,
  tar: archive,
  gzip: archive,
  archive: bytes,
  other: bytes,
}

/** What is written in letters: two of these that are not of one kind are compared as text. */
const WRITTEN: ReadonlySet<Kind> = new Set<Kind>([
  'text',
  'json',
  'xml',
  'ccda',
  'hl7v2',
  'csv',
  'html',
  'rtf',
  'mail',
  'ecg',
])

/** How a pair is compared: by the differ of the kind that both have, else as text where both are written, else side by side. */
export function differFor(left: Kind, right: Kind): Differ {
  if (left === right) return DIFFERS[left] ?? sideBySide
  return isWritten(left) && isWritten(right) ? text : sideBySide
}

/** Whether lines of a content can be read at all. */
export function isWritten(kind: Kind): boolean {
  return WRITTEN.has(kind)
}
