import { isApiError, type ApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import type { FailedCheck } from '../door/use-token-check.ts'

interface ConnectProblem {
  title: string
  advice: string
  details: string
}

/** Says why a token could not be used, in the words of somebody who is signing in rather than of a page that failed. */
export function explainConnect({ error, secret }: FailedCheck, server: string): ConnectProblem {
  const general = explainError(error)
  if (!isApiError(error)) return general
  const words = (secret.kind === 'code' && wordsForCode(error)) || wordsFor(error, server)
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
      title: 'This is not a FHIR server',
      advice: `Something else answers at ${server}. Check “apiBase” in config.json.`,
    }
  }
  if (error.kind === 'forbidden') {
    return {
      title: 'This token gives no access here',
      advice: 'The server accepts it, but it has no rights here. Ask for another one.',
    }
  }
  if (error.kind !== 'unauthorized') return undefined
  return isExpired(error.outcome)
    ? {
        title: 'This token has expired',
        advice: 'Ask the person who gave it to you for a new one.',
      }
    : {
        title: 'The server does not accept this token',
        advice: 'Check that you copied all of it. It may also have been revoked.',
      }
}

function wordsForCode(error: ApiError): Words | undefined {
  if (error.kind === 'unauthorized') {
    return {
      title: 'This link was used already, or is too old',
      advice:
        'A link signs in once, within ten minutes. Whoever runs the server gets another one by: npm run admin -- link',
    }
  }
  if (!isApiError(error, 'not-found', 'not-fhir')) return undefined
  return {
    title: 'This server does not know such links',
    advice: 'Paste an access token instead.',
  }
}

/** FHIR has a code for it (http://hl7.org/fhir/issue-type); servers that do not use it say it in words. */
function isExpired(outcome: { issue?: { code?: string; diagnostics?: string }[] } | undefined) {
  return (outcome?.issue ?? []).some(
    (issue) => issue.code === 'expired' || /\bexpired\b/i.test(issue.diagnostics ?? ''),
  )
}
