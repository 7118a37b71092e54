import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { decoded } from '../shell/read-texts.ts'
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

async function patientsOf(of: Compared): Promise<Patient[]> {
  return readPatients((await decoded(of)).text, of.kind)
}
