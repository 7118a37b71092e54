import type { Choice } from '../draft.ts'
import type { Finding, Findings, KnownFile } from './findings.ts'

/** What becomes of a file at the start. */
export type Plan = { kind: 'create' } | { kind: 'version'; of: KnownFile } | { kind: 'skip' }

const CREATE: Plan = { kind: 'create' }

/** What can be chosen for a file with these findings; nothing where there is nothing to choose. */
export function choicesFor(findings: readonly Finding[] = []): readonly Choice[] {
  if (findings.length === 0) return []
  return versionOf(findings) ? ['separate', 'version', 'skip'] : ['separate', 'skip']
}

/**
 * What was chosen; a separate file where nothing was, since that replaces nothing and loses nothing. Only one file can
 * be the next version: another one that was to be it becomes a separate file.
 */
export function plansFor(
  batch: readonly { key: string; choice: Choice | undefined }[],
  findings: Findings,
): ReadonlyMap<string, Plan> {
  const taken = new Set<string>()
  const plans = new Map<string, Plan>()
  for (const { key, choice } of batch) {
    const plan = planFor(choice, findings.get(key) ?? [])
    const isTaken = plan.kind === 'version' && taken.has(plan.of.id)
    if (plan.kind === 'version') taken.add(plan.of.id)
    plans.set(key, isTaken ? CREATE : plan)
  }
  return plans
}

function planFor(choice: Choice | undefined, findings: readonly Finding[]): Plan {
  switch (choice) {
    case 'skip':
      return { kind: 'skip' }
    case 'version': {
      const of = versionOf(findings)
      return of ? { kind: 'version', of } : CREATE
    }
    case 'separate':
    case undefined:
      return CREATE
  }
}

/** The file that it could be the next version of. One whose version nobody knows could not be replaced safely. */
function versionOf(findings: readonly Finding[]): KnownFile | undefined {
  const named = findings.find((finding) => finding.kind === 'same-name')
  return named?.of.binary.meta?.versionId === undefined ? undefined : named.of
}

/** The keys of the files with a finding of one kind, for a choice that holds for all of them. */
export function keysWith(findings: Findings, kinds: readonly Finding['kind'][]): string[] {
  return [...findings].flatMap(([key, found]) =>
    found.some(({ kind }) => kinds.includes(kind)) ? key : [],
  )
}
