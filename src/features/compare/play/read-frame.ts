import { blobSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { kindLabel } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import type { WorkerClient } from '#lib/worker-session.ts'
import { callOnce } from '../shell/call-once.ts'
import type { FrameMethods } from './frame-wasm.ts'
import { isPlayed, type PlayFrame } from './frame.ts'
import { readPdfFrame } from './read-pdf-frame.ts'

/** Bytes of a version: all of it is in memory. */
const LARGEST = 300_000_000

/**
 * The picture of a version, by what its bytes are.
 * @param page from 1: of a PDF or TIFF, or the frame of a DICOM object
 * @throws Error in words for what can't be drawn; the signal's reason
 */
export async function readFrame(
  blob: Blob,
  label: { contentType: string | undefined; name: string | undefined },
  page: number,
  signal: AbortSignal,
): Promise<PlayFrame> {
  const { kind, contentType } = await detectSource(blobSource(blob, label), signal)
  if (!isPlayed(kind)) return { type: 'skipped', what: kindLabel(kind) }
  throwIfLarge(blob.size)
  if (kind === 'pdf') return readPdfFrame(blob, page - 1, signal)
  const worker = new Worker(new URL('./frame-wasm.ts', import.meta.url), { type: 'module' })
  const of = { blob, kind, contentType }
  return callOnce<WorkerClient<FrameMethods>, 'draw'>(
    worker,
    'draw',
    { of, page: page - 1 },
    signal,
  )
}

/** @param size bytes, as the server says, which may spare the reading */
export function throwIfLarge(size: number | undefined): void {
  if (size === undefined || size <= LARGEST) return
  throw new Error(
    `It has ${formatBytes(size)}; up to ${formatBytes(LARGEST)} are played. Its content shows it by itself.`,
  )
}
