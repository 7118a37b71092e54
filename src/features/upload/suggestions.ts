import type { Option } from '#ui/SelectField.tsx'

/** The content types that clinical systems keep most; any other can be typed. */
export const contentTypeOptions: readonly Option<string>[] = [
  { value: 'application/pdf', label: 'PDF' },
  { value: 'image/jpeg', label: 'JPEG image' },
  { value: 'image/png', label: 'PNG image' },
  { value: 'image/tiff', label: 'TIFF image' },
  { value: 'application/dicom', label: 'DICOM image' },
  { value: 'text/plain', label: 'Plain text' },
  { value: 'text/csv', label: 'Table (CSV)' },
  { value: 'text/html', label: 'Web page' },
  { value: 'application/xml', label: 'XML, C-CDA' },
  { value: 'application/json', label: 'JSON' },
  { value: 'application/fhir+json', label: 'FHIR in JSON' },
  { value: 'x-application/hl7-v2+er7', label: 'HL7 v2 message' },
  { value: 'application/rtf', label: 'Rich text' },
  {
    value: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    label: 'Word document',
  },
  { value: 'application/zip', label: 'Archive (ZIP)' },
  { value: 'audio/wav', label: 'Sound (WAV)' },
  { value: 'video/mp4', label: 'Video (MP4)' },
  { value: 'application/octet-stream', label: 'Unknown' },
]

/** Common languages by their names in the reader's language; any other BCP 47 tag can be typed. */
export function languageOptions(): Option<string>[] {
  const names = new Intl.DisplayNames(undefined, { type: 'language' })
  return LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value }))
}

const LANGUAGES = (
  'en en-US en-GB de de-CH de-AT fr fr-CA fr-CH it es es-MX pt pt-BR nl da sv no fi pl cs sk hu ' +
  'ro bg el tr ru uk hr sr sl ar he hi zh ja ko vi th'
).split(' ')
