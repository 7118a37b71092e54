import { parseMediaType } from '#fhir/media-type.ts'

/** The kinds that differ in sign, preview and comparison. */
export type MediaKind =
  | 'image'
  | 'pdf'
  | 'text'
  | 'json'
  | 'xml'
  | 'csv'
  | 'ccda'
  | 'hl7v2'
  | 'dicom'
  | 'tiff'
  | 'audio'
  | 'video'
  | 'zip'
  | 'docx'
  | 'rtf'
  | 'html'
  | 'other'

/** The kind that a content type stands for; where it says nothing (`application/octet-stream`, none), the file's name decides. */
export function mediaKind(contentType?: string, fileName?: string): MediaKind {
  const essence = parseMediaType(contentType ?? '')?.essence
  const byType = essence === undefined ? 'other' : kindOfEssence(essence)
  if (byType !== 'other' && byType !== 'text' && byType !== 'xml') return byType
  const byName = kindOfExtension(fileName)
  if (byType === 'other') {
    return essence === undefined || VAGUE.has(essence) ? byName : 'other'
  }
  // Systems that know no better call these plain text or XML.
  if (byType === 'text' && ['csv', 'hl7v2', 'json', 'xml', 'ccda'].includes(byName)) return byName
  return byType === 'xml' && byName === 'ccda' ? 'ccda' : byType
}

/** One or two words for people. */
export function mediaKindLabel(kind: MediaKind): string {
  return LABELS[kind]
}

/** The kind that the end of a file's name stands for; `other` when it says nothing. */
export function kindOfExtension(fileName: string | undefined): MediaKind {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(fileName ?? '')?.[1]?.toLowerCase()
  return (extension === undefined ? undefined : EXTENSIONS.get(extension)) ?? 'other'
}

const VAGUE = new Set([
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-binary',
  'application/unknown',
])

const LABELS: Record<MediaKind, string> = {
  image: 'Image',
  pdf: 'PDF',
  text: 'Text',
  json: 'JSON',
  xml: 'XML',
  csv: 'Table (CSV)',
  ccda: 'Clinical document (C-CDA)',
  hl7v2: 'HL7 v2 message',
  dicom: 'DICOM image',
  tiff: 'TIFF',
  audio: 'Audio',
  video: 'Video',
  zip: 'Archive (ZIP)',
  docx: 'Word document',
  rtf: 'Rich text',
  html: 'Web page',
  other: 'Other',
}

const KINDS: [MediaKind, pattern: RegExp][] = [
  ['tiff', /^image\/(x-)?tiff?$/],
  ['dicom', /^(application|image)\/dicom$/],
  ['image', /^image\//],
  ['pdf', /^application\/(x-)?pdf$/],
  ['ccda', /[/.+-]c?c?(cda|ccd)\+xml$|^application\/x-c?cda$/],
  ['hl7v2', /^(x-)?(application|text)\/(x-)?(edi-)?hl7(-?v2)?(\+er7)?$/],
  ['csv', /^(text|application)\/(x-)?(csv|comma-separated-values|tab-separated-values)$/],
  ['html', /^(text\/html|application\/xhtml\+xml)$/],
  ['json', /^(application|text)\/(x-)?(nd)?json$|\+json$|^application\/json\+fhir$/],
  ['xml', /^(application|text)\/xml$|\+xml$|^application\/xml\+fhir$/],
  ['rtf', /^(application|text)\/(x-)?(rtf|richtext)$/],
  [
    'docx',
    /^application\/vnd\.openxmlformats-officedocument\.wordprocessingml\.(document|template)$/,
  ],
  ['zip', /^application\/(x-)?zip(-compressed)?$/],
  ['audio', /^(audio\/|application\/ogg$)/],
  ['video', /^video\//],
  ['text', /^text\/|^application\/(x-yaml|yaml|x-ndjson|sql|toml)$/],
]

function kindOfEssence(essence: string): MediaKind {
  return KINDS.find(([, pattern]) => pattern.test(essence))?.[0] ?? 'other'
}

const EXTENSIONS = new Map<string, MediaKind>(
  Object.entries({
    image: 'png jpg jpeg jpe gif webp avif bmp svg ico',
    pdf: 'pdf',
    text: 'txt log md text yaml yml ini',
    json: 'json ndjson',
    xml: 'xml xsd xsl',
    csv: 'csv tsv',
    ccda: 'cda ccda ccd',
    hl7v2: 'hl7 er7',
    dicom: 'dcm dicom',
    tiff: 'tif tiff',
    audio: 'wav mp3 m4a ogg oga flac aac opus',
    video: 'mp4 m4v webm mov avi mkv',
    zip: 'zip',
    docx: 'docx dotx',
    rtf: 'rtf',
    html: 'html htm xhtml',
  }).flatMap(([kind, names]) =>
    names.split(' ').map((name): [string, MediaKind] => [name, kind as MediaKind]),
  ),
)
