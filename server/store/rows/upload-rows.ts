import type { Upload, UploadKey } from '../uploads.ts'

/** A row of the table `upload`, which both databases have. */
export interface UploadRow {
  length: number
  received: number
  metadata: string
  expires: number
  binary: string | null
  number: number | null
}

/** What a row says of its upload. */
export function toUpload(row: UploadRow): Omit<Upload, keyof UploadKey> {
  const { length, received, metadata, expires, binary, number } = row
  return {
    length,
    offset: received,
    metadata,
    expires: new Date(expires).toISOString(),
    ...(binary !== null &&
      number !== null && { became: { id: binary, versionId: String(number) } }),
  }
}
