import type { Operation, ParameterName } from './parts.ts'

const UPLOADS = '/organizations/{org}/fhir/4/$uploads'
const UPLOAD = `${UPLOADS}/{upload}`
const OPTIONS = ['Tus-Version', 'Tus-Extension', 'Tus-Max-Size', 'Tus-Checksum-Algorithm']
const STATE = ['Upload-Offset', 'Upload-Expires']
const TUS: ParameterName[] = ['tusResumable']

/** Content in parts (https://tus.io/protocols/resumable-upload). */
export const UPLOAD_OPERATIONS: Operation[] = [
  {
    method: 'options',
    path: UPLOADS,
    id: 'describeUploads',
    summary: 'What the server knows of tus',
    answers: { 204: 'nothing' },
    says: { 204: 'Its version, extensions and bounds.' },
    headers: OPTIONS,
  },
  {
    method: 'options',
    path: UPLOAD,
    id: 'describeUpload',
    summary: 'The same',
    answers: { 204: 'nothing' },
    says: { 204: 'Its version, extensions and bounds.' },
    headers: OPTIONS,
  },
  {
    method: 'post',
    path: UPLOADS,
    id: 'beginUpload',
    summary: 'Begin an upload in parts',
    parameters: [...TUS, 'uploadLength', 'uploadMetadata'],
    answers: { 201: 'nothing' },
    says: { 201: '`Location` names it.' },
    headers: ['Location', ...STATE],
    refusals: [412, 413, 429, 503, 507],
  },
  {
    method: 'head',
    path: UPLOAD,
    id: 'readUpload',
    summary: 'Where an upload goes on',
    parameters: TUS,
    answers: { 200: 'nothing' },
    says: { 200: '`Upload-Offset` bytes are on the disk.' },
    headers: [...STATE, 'Upload-Length', 'Upload-Metadata'],
    refusals: [412],
  },
  {
    method: 'patch',
    path: UPLOAD,
    id: 'sendUploadPart',
    summary: 'Send bytes from the offset on; those that arrived before a cut are kept',
    parameters: [...TUS, 'uploadOffset', 'uploadChecksum'],
    body: 'part',
    answers: { 204: 'nothing' },
    says: { 204: 'They are on the disk.' },
    headers: STATE,
    refusals: [409, 412, 413, 415, 423, 460, 503, 507],
  },
  {
    method: 'delete',
    path: UPLOAD,
    id: 'endUpload',
    summary: 'Remove an upload that is not needed any more',
    parameters: TUS,
    answers: { 204: 'nothing' },
    refusals: [409, 412, 503, 507],
  },
]
