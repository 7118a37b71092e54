import type { CheckReports, CheckState } from '#server/store/check/check.ts'
import type { Store } from '#server/store/store.ts'
import { OK } from './health.ts'
import type { Check, CheckName, Finding } from './health.ts'

/** Whether what is stored can be reached, whatever the engines; what is left on the disk; and what is known of damage. */
export function storeChecks({
  room,
  place,
  check,
  looks,
}: Pick<Store, 'room' | 'place' | 'check' | 'looks'>): Partial<Record<CheckName, Check>> {
  return {
    ...looks,
    damage: damageCheck(check),
    folder: async () => {
      const state = await place.look()
      return state.kind === 'here' ? OK : { kind: 'failed', reason: state.reason }
    },
    space: async () => {
      const { free, least } = await room.state()
      if (free >= least && free > 0) return OK
      return {
        kind: 'failed',
        reason:
          'There is no room left on the disk beside the reserve, so that nothing is stored. Make room, then it goes on by itself.',
      }
    },
  }
}

/** What the check of contents, and whoever read them since, found damaged. All else is answered meanwhile. */
function damageCheck(reports: CheckReports): Check {
  return async () => damageFinding(await reports.state())
}

export function damageFinding({ damaged, missing, last }: CheckState): Finding {
  const problems = [
    ...(damaged > 0 ? [`${files(damaged)} damaged`] : []),
    ...(missing > 0 ? [`${files(missing)} missing`] : []),
  ]
  if (last?.database !== undefined) return { kind: 'warning', reason: DATABASE }
  if (problems.length === 0) return OK
  return {
    kind: 'warning',
    reason: `${problems.join(', ')}: "npm run admin -- check --last" tells which. Uploading the same files again repairs them.`,
  }
}

function files(number: number): string {
  return number === 1 ? '1 stored file is' : `${number} stored files are`
}

const DATABASE =
  'The database was found damaged by the last check: "npm run admin -- check --last" tells more. Restore a backup.'
