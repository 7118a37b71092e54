import type { OutcomeIssue } from '#fhir/types.ts'
import type { WordIndex } from '#server/store/words.ts'

/**
 * What a search by `_content` could not look into. Files that were not read yet may be found later; what has no words, or
 * can't be read, is for the administrator to know.
 */
export function wordWarnings(state: Awaited<ReturnType<WordIndex['state']>>): OutcomeIssue[] {
  if (state.kind === 'off')
    return [
      incomplete('This server does not look into contents: only the names of files were searched.'),
    ]
  const { pending } = state
  if (pending === 0) return []
  const files = pending === 1 ? '1 file is' : `${pending} files are`
  return [incomplete(`The words of ${files} not yet indexed.`)]
}

/** `_total=accurate` asked for more than is counted. */
export function uncounted(): OutcomeIssue {
  return {
    severity: 'warning',
    code: 'too-costly',
    diagnostics:
      'Too many files may match to count them. Narrow the search, or ask for an estimate.',
  }
}

function incomplete(diagnostics: string): OutcomeIssue {
  return { severity: 'warning', code: 'incomplete', diagnostics }
}
