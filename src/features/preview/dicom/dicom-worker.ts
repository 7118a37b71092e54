import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import type { DicomMethods } from './dicom-wasm.ts'

export type DicomClient = WorkerClient<DicomMethods>

/** A worker for one DICOM file; stop it when the file is left. */
export function connectDicom(): DicomClient {
  return connectWorker<DicomMethods>(
    new Worker(new URL('./dicom-wasm.ts', import.meta.url), { type: 'module' }),
  )
}
