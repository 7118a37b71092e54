import { isRecord } from '#lib/is-record.ts'
import type { IssueSeverity, OperationOutcome, OutcomeIssue } from './types.ts'

/** Of `details.coding`, where what is stored can't be handed out: `damaged` or `missing`. */
export const CONTENT_FAULT_SYSTEM = 'https://binnacle.dev/fhir/content-fault'

/** An OperationOutcome of one issue or several; `severity` is `error` where it is left out. */
export function outcome(issues: IssueInput | IssueInput[]): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [issues].flat().map((issue) => ({ severity: 'error', ...issue })),
  }
}

type IssueInput = Omit<OutcomeIssue, 'severity'> & { severity?: IssueSeverity }

/** True also for one whose issues are missing or odd: `outcomeText` bears them. */
export function isOperationOutcome(json: unknown): json is OperationOutcome {
  return isRecord(json) && json.resourceType === 'OperationOutcome'
}

/** What it says, one sentence for each issue; empty when it says nothing. */
export function outcomeText(operationOutcome: OperationOutcome): string {
  const issues: unknown = operationOutcome.issue
  if (!Array.isArray(issues)) return ''
  return issues
    .filter(isRecord)
    .map((issue) => {
      const details = isRecord(issue.details) ? issue.details.text : undefined
      return [issue.diagnostics, details, issue.code].find(
        (text): text is string => typeof text === 'string' && text !== '',
      )
    })
    .filter((text) => text !== undefined)
    .join(' ')
}
