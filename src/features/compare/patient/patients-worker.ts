import { parseMediaType } from '#fhir/media-type.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { comparePatients, type Patient } from './compare-patients.ts'
import type { Identity } from './identity.ts'
import { readPatients } from './read-patients.ts'

/** See `worker-pool.ts`. */
export interface PatientsTask {
  request: { left: Compared; right: Compared }
  progress: never
  chunk: never
  result: Identity
}

answerTasks<PatientsTask>(async ({ left, right }) =>
  comparePatients(await patientsOf(left), await patientsOf(right)),
)

async function patientsOf({ blob, kind, contentType }: Compared): Promise<Patient[]> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const charset = parseMediaType(contentType)?.parameters['charset']
  const { text } = await decodeContent(bytes, { kind, charset })
  return readPatients(text, kind)
}
