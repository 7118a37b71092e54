import type { OperationOutcome } from '#fhir/types.ts'
import type { WordState } from '#server/store/words.ts'

/**
 * What has to be said beside the files that a search found by their words, where there may be more: some are not indexed
 * yet, or none are. `undefined` where all were searched that have words to be read.
 */
export function wordOutcome(state: WordState): OperationOutcome | undefined {
  if (state.kind === 'off')
    return warning('Only the names of files were searched: this server does not index their words.')
  if (state.pending === 0) return undefined
  const files = state.pending === 1 ? '1 file is' : `${state.pending} files are`
  return warning(`The words of ${files} not yet indexed.`)
}

/** https://hl7.org/fhir/R4/valueset-issue-type.html#issue-type-incomplete */
function warning(diagnostics: string): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'warning', code: 'incomplete', diagnostics }],
  }
}
