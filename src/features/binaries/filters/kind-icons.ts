import {
  Braces,
  CodeXml,
  File,
  FileArchive,
  FileHeart,
  FileImage,
  FileText,
  FileType,
  Film,
  Globe,
  Images,
  MessageSquareCode,
  Music,
  NotebookText,
  ScanLine,
  ScrollText,
  Table,
} from 'lucide-react'
import type { MediaKind } from '#formats/kinds.ts'
import type { IconType } from '#ui/display/Icon.tsx'

/** Each kind has a sign of its own. */
export const kindIcons: Record<MediaKind, IconType> = {
  image: FileImage,
  pdf: FileText,
  text: NotebookText,
  json: Braces,
  xml: CodeXml,
  csv: Table,
  ccda: FileHeart,
  hl7v2: MessageSquareCode,
  dicom: ScanLine,
  tiff: Images,
  audio: Music,
  video: Film,
  zip: FileArchive,
  docx: FileType,
  rtf: ScrollText,
  html: Globe,
  other: File,
}
