import type { ContentSource } from '#formats/content-source.ts'
import type { Kind } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Identity } from './identity.ts'
import type { FoundPatients, PatientsTask } from './patients-worker.ts'
import { namesPatients } from './read-patients.ts'

/** What is known of whether two contents are of one patient. */
export type PatientCheck =
  | {
      kind: 'told'
      identity: Identity
      /** Whether all of both was looked at, or only where a patient is usually named: at the beginning. */
      isWhole: boolean
    }
  /** `why`: a sentence. */
  | { kind: 'not-told'; why: string }

/** A content that may name a patient; of a large one its beginning is read, wherever it lies. */
export interface Asked {
  source: ContentSource
  kind: Kind
  contentType: string
}

/** Bytes up to which a content is read whole: more would keep the comparison waiting. */
const WHOLE = 20_000_000
/** Bytes of the beginning of a larger one. */
const HEAD = 4_000_000

const pool = createWorkerPool<PatientsTask>({
  create: () => new Worker(new URL('./patients-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
  kept: 0,
})

/**
 * Whether two contents are of one patient, as far as both name one. What can't be read names nobody: the comparison
 * itself says what is wrong with it.
 * @throws the signal's reason
 */
export async function checkPatients(
  left: Asked,
  right: Asked,
  signal: AbortSignal,
): Promise<PatientCheck> {
  const nothing = { kind: 'told', identity: { type: 'same' }, isWhole: true } as const
  if (!namesPatients(left.kind) || !namesPatients(right.kind)) return nothing
  try {
    const request = { left: await read(left, signal), right: await read(right, signal) }
    return checkOf(await pool.run(request, { signal }))
  } catch {
    signal.throwIfAborted()
    return nothing
  }
}

async function read({ source, kind, contentType }: Asked, signal: AbortSignal) {
  // A data set begins with the patient (PS3.10 §7), and the rest of it is pixels.
  const most = kind === 'dicom' ? HEAD : WHOLE
  const isWhole = source.size <= most
  const bytes = await source.slice(0, isWhole ? source.size : HEAD, signal)
  return { blob: new Blob([bytes]), kind, contentType, isWhole }
}

/** What is said of what was found. */
export function checkOf({ identity, named, whole, several }: FoundPatients): PatientCheck {
  const silent = (['left', 'right'] as const).filter((side) => !named[side] && !whole[side])
  if (silent.length > 0) {
    const sides = silent.length === 2 ? 'either' : `the ${silent[0]} one`
    return {
      kind: 'not-told',
      why: `No patient is named in the first ${formatBytes(HEAD)} of ${sides}, and no more of a file that large is looked at.`,
    }
  }
  const isWhole = whole.left && whole.right
  // Of many patients those that were not looked at may be the same.
  const isOpen = (several.left && !whole.left) || (several.right && !whole.right)
  if (identity.type === 'other-patient' && isOpen) {
    return { kind: 'told', identity: { ...identity, type: 'unsure' }, isWhole }
  }
  return { kind: 'told', identity, isWhole }
}
