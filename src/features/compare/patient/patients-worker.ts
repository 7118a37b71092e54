import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { decoded } from '../shell/read-texts.ts'
import { comparePatients, type Patient } from './compare-patients.ts'
import type { Identity } from './identity.ts'
import { readPatients } from './read-patients.ts'

/** All of a content, or its beginning. */
type Looked = Compared & { isWhole: boolean }

/** What two contents say of whom they are about, for each side. */
export interface FoundPatients {
  identity: Identity
  /** Whether it names a patient. */
  named: Sides
  /** Whether all of it was looked at. */
  whole: Sides
  /** Whether its kind may name more than one. */
  several: Sides
}

interface Sides {
  left: boolean
  right: boolean
}

/** See `worker-pool.ts`. */
export interface PatientsTask {
  request: { left: Looked; right: Looked }
  progress: never
  chunk: never
  result: FoundPatients
}

answerTasks<PatientsTask>(async ({ left, right }) => {
  const [one, other] = [await patientsOf(left), await patientsOf(right)]
  return {
    identity: comparePatients(one, other),
    named: { left: one.length > 0, right: other.length > 0 },
    whole: { left: left.isWhole, right: right.isWhole },
    several: { left: namesSeveral(left), right: namesSeveral(right) },
  }
})

/** A document and an object have one subject; messages and Bundles have many. */
function namesSeveral({ kind }: Looked): boolean {
  return kind !== 'dicom' && kind !== 'ccda'
}

async function patientsOf(of: Looked): Promise<Patient[]> {
  if (of.kind === 'dicom') {
    const { readDicomPatients } = await import('./dicom-patients.ts')
    return readDicomPatients(new Uint8Array(await of.blob.arrayBuffer()))
  }
  return readPatients((await decoded(of)).text, of.kind, of.isWhole)
}
