import type { CheckReports, CheckState } from '#server/store/check/check.ts'
import { OK } from './health.ts'
import type { Check, Finding } from './health.ts'

/** What the check of contents, and whoever read them since, found damaged. All else is answered meanwhile. */
export function damageCheck(reports: CheckReports): Check {
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
