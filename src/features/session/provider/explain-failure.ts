import { isApiError } from '#api/transport/errors.ts'
import { assertNever } from '#lib/assert-never.ts'
import { explainConnect } from '../link/explain-connect.ts'
import type { SignInFailure, SignInProblem } from './problems.ts'

/** What is shown of a sign-in that came to nothing. */
export interface ExplainedFailure {
  title: string
  advice: string
  /** Nothing has gone wrong: somebody has to sign in again. */
  isQuiet?: boolean
  details: string
}

/**
 * Says why nobody was signed in, and what to do.
 * @param name what people call the provider
 * @param server where the API is, in words
 */
export function explainFailure(
  failure: SignInFailure,
  name: string,
  server: string,
): ExplainedFailure {
  if (failure.by === 'provider') {
    return { ...wordsFor(failure.problem, name), details: failure.problem.details }
  }
  const { error } = failure
  const general = explainConnect({ error, secret: { kind: 'token', text: '' } }, server)
  if (isApiError(error, 'unauthorized')) {
    return {
      title: 'The server does not accept this sign-in',
      advice: `${name} knows you, but ${server} does not take its tokens. Tell whoever runs the server.`,
      details: general.details,
    }
  }
  if (isApiError(error, 'forbidden')) {
    return {
      title: 'Your account has no access here',
      advice: `Ask for access, or sign in with another account of ${name}.`,
      details: general.details,
    }
  }
  return general
}

function wordsFor(problem: SignInProblem, name: string): Omit<ExplainedFailure, 'details'> {
  switch (problem.kind) {
    case 'away':
      return {
        title: `${name} does not answer`,
        advice: 'Check the network connection, and try again in a moment.',
      }
    case 'declined':
      return {
        title: `The sign-in at ${name} was cancelled`,
        advice: 'Sign in again. If you did not cancel it, your account may have no access here.',
      }
    case 'ask-anew':
      return {
        isQuiet: true,
        title: 'Your sign-in has ended',
        advice: `Sign in with ${name} again to continue.`,
      }
    case 'not-begun-here':
      return {
        title: 'This sign-in was not begun here, or was used already',
        advice: 'Nobody was signed in. Begin again with the button below.',
      }
    case 'wrong-issuer':
      return {
        title: `The answer did not come from ${name}`,
        advice:
          'Nobody was signed in. Begin again; if it happens twice, tell whoever runs the server.',
      }
    case 'clock':
      return {
        title: `The time of ${name} does not fit`,
        advice: 'Set the date and time of this computer to automatic, and sign in again.',
      }
    case 'not-asked':
      return {
        title: `${name} did not ask who you are`,
        advice: 'The screen stays locked. Sign in again, and enter your password there.',
      }
    case 'insecure':
      return {
        title: 'Signing in needs a secure connection',
        advice: 'Open the console by an address that begins with https://.',
      }
    case 'half-signed-out':
      return {
        title: `You are signed out here, but ${name} does not answer`,
        advice: `You may still be signed in there. On a shared computer, sign out at ${name} too.`,
      }
    case 'misconfigured':
      return {
        title: `${name} and the console do not understand each other`,
        advice:
          'This cannot be corrected here. Tell whoever runs the server, with the technical details.',
      }
    default:
      return assertNever(problem.kind)
  }
}
