import { counted, gatherFor, type Change } from '../changes.ts'
import type { ComparedOf } from '../compared-of.ts'
import { identityWords } from '../patient/identity.ts'
import { changesFile } from '../saving/changes-file.ts'
import { describeDicom } from './describe-dicom.ts'

/** In place of a value that may tell who the patient is. */
const HIDDEN = 'hidden'

/**
 * The frames and attributes that differ as a table. What is hidden on the page is hidden in the file, too, and said: a file is
 * passed on more easily than a look at the page. That something of it differs never is, nor that it is another patient.
 */
export async function dicomFile(
  parts: Parameters<typeof describeDicom>[0],
  of: ComparedOf | undefined,
  yieldTurn: () => Promise<void>,
): Promise<Blob> {
  const { tags, identity, revealed } = parts
  const hidden = new Set(
    tags.flatMap(({ isPersonal, path }) => (isPersonal && !revealed ? path : [])),
  )
  const patient = identityWords(identity)
  const comparison = describeWhole(parts)
  const notes = [
    ...(patient === undefined ? [] : [patient]),
    ...(hidden.size === 0
      ? []
      : [
          `The values of ${counted(hidden.size, 'attribute')} may tell who the patient is. They were hidden on the page, so they are not in this file.`,
        ]),
  ]
  return changesFile(
    {
      ...comparison,
      changes: comparison.changes.map((change) =>
        hidden.has(change.path) ? hide(change) : change,
      ),
      notCompared: [...notes, ...comparison.notCompared],
    },
    of,
    yieldTurn,
  )
}

/** With room for all that a file may hold. */
function describeWhole(parts: Parameters<typeof describeDicom>[0]) {
  gatherFor('for-file')
  try {
    return describeDicom(parts)
  } finally {
    gatherFor('for-view')
  }
}

function hide(change: Change): Change {
  switch (change.kind) {
    case 'added':
      return { ...change, after: HIDDEN }
    case 'removed':
      return { ...change, before: HIDDEN }
    case 'changed':
    case 'moved':
      return { ...change, before: HIDDEN, after: HIDDEN }
  }
}
