/** The sample organization and its Binaries. Real systems mix ids of their own with UUIDs; so does this one. */
export const DEMO_ORGANIZATION = {
  id: 'b1ac0de0-4a7b-4c1e-9d5e-0000000de300',
  slug: 'demo',
  name: 'Harbour Clinic (sample)',
}

export interface SampleFile {
  id: string
  /** The file's name; recorders and interfaces often give none. */
  name?: string
  contentType: string
  language?: string
  /** `securityContext.reference`. */
  securityContext?: string
}

const MAREN = 'Patient/1042'
const TOBIAS = 'Patient/2087'
const CAMILLE = 'Patient/3310'
const PLAIN = 'text/plain; charset=utf-8'
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const SAMPLES = {
  /** PDF, three versions: first, a corrected potassium, a page of cultures. */
  labReport: file('lab-report-2231', 'lab-report-2231.pdf', 'application/pdf', 'en', MAREN),
  /** PNG, two versions: as taken; windowed, with the finding marked. */
  chest: file(
    '5f0c2a9e-1b7d-4e38-a6c4-2d9b81f0e713',
    'chest-pa-1042.png',
    'image/png',
    'en',
    MAREN,
  ),
  /** JPEG; the second version only gains its securityContext. */
  wound: file('c84e6d17-92a3-4f5b-8e0d-71b3f6a25c90', 'IMG_4471.jpg', 'image/jpeg'),
  /** Text, four versions: draft, course completed, signed, addendum. */
  discharge: file('discharge-1042', 'discharge-letter-1042.txt', PLAIN, 'en', MAREN),
  /** Text with umlauts; the second version only corrects its language. */
  german: file(
    '0d7f3b62-5c1e-4a98-b3f4-8e6a19d2c075',
    'Entlassungsbrief Müßig–Beispiel.txt',
    PLAIN,
    'de',
    TOBIAS,
  ),
  careDocument: file('ccd-1042', 'ccd-1042.xml', 'application/hl7-cda+xml', 'en', MAREN),
  /** HL7 v2, two versions: final, corrected. */
  message: file(
    'e2b95a40-6f8c-4d13-9a7e-b05c3d8f6124',
    'ORU_R01_LAB-2231.hl7',
    'x-application/hl7-v2+er7',
    'en',
    MAREN,
  ),
  /** CSV, two versions: a pulse corrected and four rows added. */
  vitals: file('vital-signs-1042', 'vital-signs-1042.csv', 'text/csv', 'en', MAREN),
  bundle: file(
    'a6710f3d-84c2-4b5e-8f19-3c7de02b9a58',
    'lab-2231-bundle.json',
    'application/fhir+json',
    'en',
    MAREN,
  ),
  head: file(
    '37d4c8b1-e05a-4962-b7fd-916a2e4c08f3',
    'CT-head-3310-14.dcm',
    'application/dicom',
    undefined,
    CAMILLE,
  ),
  fax: file('fax-20261014-0942', 'fax-20261014-0942.tif', 'image/tiff', 'en', MAREN),
  /** The same bytes as `fax`: sent twice. */
  faxAgain: file('fax-20261014-0951', 'fax-20261014-0951.tif', 'image/tiff'),
  /** Word; its first version was stored as application/octet-stream. */
  protocol: file('9b25e7c0-3d61-48fa-a4b9-5f8072c1d6e4', 'ward-protocol-oxygen.docx', WORD, 'en'),
  mail: file('mail-20261022-0752', 'Follow-up Sampleton.eml', 'message/rfc822', 'en', MAREN),
  medication: file(
    '2c6b90d4-7f18-4ea5-93c0-4b1d85ea7f60',
    'medication-plan-1042.xlsx',
    SHEET,
    'en',
    MAREN,
  ),
  ecg: file('ecg-1042-20261022', 'ecg-rest-1042.xml', 'application/xml', undefined, MAREN),
  /** Rich text in French: created, deleted, restored. */
  consent: file(
    'f4a81d95-70be-4c26-8d53-e9b20a67f31c',
    'consentement-scanner-3310.rtf',
    'application/rtf',
    'fr',
    CAMILLE,
  ),
  archive: file('export-20261016', 'export-2026-10-16.zip', 'application/zip'),
  heart: file(
    '6ec0b947-d18f-4537-92a6-047f5e3bc8d1',
    'auscultation-1042.wav',
    'audio/wav',
    undefined,
    MAREN,
  ),
  bodyChart: file(
    '81f5d2a6-4e9b-4370-8bc7-d6a03f91e52b',
    'body-chart-1042.svg',
    'image/svg+xml',
    'en',
    MAREN,
  ),
  portal: file('leaflet-pneumonia', 'after-your-stay.html', 'text/html; charset=utf-8', 'en'),
  /** Of unknown kind, and without a name. */
  recorder: file('d9037ce4-b86a-4f12-a5d8-20e7c94b6f3a', undefined, 'application/octet-stream'),
  /** Filed with the wrong patient, and deleted. */
  misfiled: file(
    '2ca69f58-07d3-4be1-9c84-f1b5e83d7a60',
    'appointment-memory-clinic.txt',
    PLAIN,
    'en',
    MAREN,
  ),
} as const satisfies Record<string, SampleFile>

export type SampleName = keyof typeof SAMPLES

function file(
  id: string,
  name: string | undefined,
  contentType: string,
  language?: string,
  securityContext?: string,
): SampleFile {
  return {
    id,
    contentType,
    ...(name !== undefined && { name }),
    ...(language !== undefined && { language }),
    ...(securityContext !== undefined && { securityContext }),
  }
}
