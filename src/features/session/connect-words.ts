import { isApiError, type ApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'

export interface ConnectProblem {
  title: string
  advice: string
  details: string
}

/** Says why a token could not be used, in the words of somebody who is signing in rather than of a page that failed. */
export function explainConnect(error: unknown, server: string): ConnectProblem {
  const general = explainError(error)
  if (!isApiError(error)) return general
  const words = wordsFor(error, server)
  return { ...general, ...words }
}

type Words = Pick<ConnectProblem, 'title' | 'advice'>

function wordsFor(error: ApiError, server: string): Words | undefined {
  if (error.kind === 'offline' || error.kind === 'timeout') {
    return {
      title: `No server answers at ${server}`,
      advice: 'Check the network connection, and that the server is running. Then try again.',
    }
  }
  if (['not-fhir', 'wrong-bundle', 'truncated'].includes(error.kind)) {
    return {
      title: 'What answers here is not a FHIR server',
      advice: `Something else answers at ${server}. Check “apiBase” in config.json.`,
    }
  }
  if (error.kind === 'forbidden') {
    return {
      title: 'This token has no rights here',
      advice: 'The server knows it, but it may not open anything. Ask for another one.',
    }
  }
  if (error.kind !== 'unauthorized') return undefined
  return isExpired(error.outcome)
    ? {
        title: 'This token has expired',
        advice: 'Ask for a new one where you got it.',
      }
    : {
        title: 'The server does not accept this token',
        advice: 'Check that you copied all of it. It may also have been revoked.',
      }
}

/** FHIR has a code for it (http://hl7.org/fhir/issue-type); servers that do not use it say it in words. */
function isExpired(outcome: { issue?: { code?: string; diagnostics?: string }[] } | undefined) {
  return (outcome?.issue ?? []).some(
    (issue) => issue.code === 'expired' || /\bexpired\b/i.test(issue.diagnostics ?? ''),
  )
}
