import { encodeBase64 } from '#fhir/base64.ts'

/**
 * Small files are read whole and hashed by the platform, which does both beside the main thread: a worker would cost more
 * than the file. What is read is what is sent, so that the browser does not read it from the disk again.
 */

/** Up to here, in bytes: what is encoded of it takes the main thread a millisecond or two. */
const SMALL = 1024 * 1024
/** Bytes of files that are read before their turn comes. */
const AHEAD = 40 * 1024 * 1024

export interface SmallFile {
  bytes: Uint8Array<ArrayBuffer>
  /** Of the file, in lower-case hex. */
  sha256: string
}

const ahead = new Map<Blob, Promise<SmallFile>>()
let held = 0

/** Whether it is read whole. The platform hashes nothing on plain http. */
export function isSmall(file: Blob): boolean {
  return file.size <= SMALL && canHashWhole()
}

export function canHashWhole(): boolean {
  return globalThis.crypto?.subtle !== undefined
}

/** Reads what is sent soon. What can't be read fails when it is sent. */
export function readAhead(file: Blob): void {
  if (isSmall(file)) peekSmall(file).catch(() => undefined)
}

/** What is read for the sending, before that; no more than some megabytes are held. @throws DOMException as `readSmall` */
export function peekSmall(file: Blob): Promise<SmallFile> {
  const before = ahead.get(file)
  if (before) return before
  const reading = read(file)
  reading.catch(() => drop(file))
  ahead.set(file, reading)
  held += file.size
  for (const oldest of ahead.keys()) {
    if (held <= AHEAD) break
    drop(oldest)
  }
  return reading
}

/** Nothing stays in memory of what was read ahead. @param files of these alone */
export function forgetAhead(files: Iterable<Blob> = [...ahead.keys()]): void {
  for (const file of files) drop(file)
}

function drop(file: Blob): void {
  if (ahead.delete(file)) held -= file.size
}

/**
 * What was read ahead, else what the file says now.
 * @throws DOMException `NotReadableError` or `NotFoundError` when the file has changed or gone since it was chosen
 */
export function readSmall(file: Blob): Promise<SmallFile> {
  const reading = ahead.get(file) ?? read(file)
  drop(file)
  return reading
}

/** The JSON to send. FHIR has no empty strings: an empty file is a Binary without `data`. */
export function smallJson(fields: string, { bytes }: SmallFile): string {
  return bytes.length === 0 ? fields : `${fields.slice(0, -1)},"data":"${encodeBase64(bytes)}"}`
}

async function read(file: Blob): Promise<SmallFile> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return { bytes, sha256: new Uint8Array(digest).toHex() }
}
