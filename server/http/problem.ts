import type { OperationOutcome, OutcomeIssue } from '#fhir/types.ts'

/**
 * A request that can't be answered as asked: thrown anywhere below a route, answered as an OperationOutcome
 * (https://hl7.org/fhir/R4/operationoutcome.html). Its message is for the caller, so it names nothing of
 * another organization and echoes no content.
 */
export class Problem extends Error {
  readonly status: number
  /** A code of http://hl7.org/fhir/issue-type */
  readonly code: string
  /** FHIRPath of the field at fault, such as `Binary.language`. */
  readonly expression: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    diagnostics: string,
    extra: { code?: string; expression?: string; headers?: Record<string, string> } = {},
  ) {
    super(diagnostics)
    this.status = status
    this.code = extra.code ?? issueCode(status)
    this.expression = extra.expression
    this.headers = extra.headers ?? {}
  }

  get outcome(): OperationOutcome {
    return outcomeOf(this.status, this.message, this.code, this.expression)
  }
}

export function outcomeOf(
  status: number,
  diagnostics: string,
  code = issueCode(status),
  expression?: string,
): OperationOutcome {
  const issue: OutcomeIssue = {
    severity: status < 400 ? 'information' : 'error',
    code,
    diagnostics,
    ...(expression !== undefined && { expression: [expression] }),
  }
  return { resourceType: 'OperationOutcome', issue: [issue] }
}

/** A field whose value can't be kept: 422, naming the field. */
export function unprocessable(expression: string, diagnostics: string): Problem {
  return new Problem(422, diagnostics, { expression })
}

/** The issue type that says the same as the status. */
function issueCode(status: number): string {
  return (
    CODES.get(status) ?? (status >= 500 ? 'exception' : status >= 400 ? 'invalid' : 'informational')
  )
}

const CODES = new Map([
  [401, 'login'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'not-supported'],
  [406, 'not-supported'],
  [408, 'timeout'],
  [409, 'conflict'],
  [410, 'deleted'],
  [412, 'conflict'],
  [413, 'too-long'],
  [414, 'too-long'],
  [415, 'not-supported'],
  [416, 'value'],
  [417, 'not-supported'],
  [422, 'value'],
  [431, 'too-long'],
  [429, 'throttled'],
  [503, 'transient'],
])
