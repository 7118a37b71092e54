import { outcomeText } from '#fhir/outcome.ts'
import { ApiError, type ErrorKind } from './errors.ts'

export interface Explanation {
  /** What happened, in plain words. */
  title: string
  /** What to do next. */
  advice: string
  /** The technical truth, to copy. Never a token, never content. */
  details: string
}

/** Puts any error into words: ours by their kind, all others as a fault of the console. */
export function explainError(error: unknown): Explanation {
  if (error instanceof ApiError) {
    const { title, advice } = wordsFor(error)
    return { title, advice: adviceFor(error, advice), details: detailsOf(error) }
  }
  return {
    title: 'Something went wrong in the console',
    advice: 'Reload the page. If it happens again, copy the details and pass them on.',
    details: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  }
}

interface Words {
  title: string
  advice: string
}

const DAMAGED: Words = {
  title: 'The stored content is damaged',
  advice: 'Uploading the same file again repairs it. An earlier version may be intact.',
}

const CHANGED: Words = {
  title: 'Somebody else changed this',
  advice: 'Look at the stored version, then apply your change on top or discard it.',
}

const WORDS: Record<ErrorKind, Words> = {
  offline: {
    title: 'The server can’t be reached',
    advice: 'Check the network connection, then try again.',
  },
  'cross-origin': {
    title: 'The server does not allow this page (CORS)',
    advice: 'It must allow the origin of this page. See docs/configuration.md.',
  },
  timeout: {
    title: 'The server took too long to answer',
    advice: 'Try again in a moment.',
  },
  'bad-request': {
    title: 'The server did not understand the request',
    advice: 'Correct what it names below and try again.',
  },
  unauthorized: {
    title: 'You are no longer signed in',
    advice: 'Sign in again with the button at the top of the page.',
  },
  forbidden: {
    title: 'You do not have the right to do that',
    advice: 'Ask whoever manages access for it, or sign in as somebody who has it.',
  },
  'not-found': {
    title: 'Not found',
    advice: 'Check the address. It may belong to another organization.',
  },
  gone: {
    title: 'This was deleted',
    advice: 'Its history still has the earlier versions, and you can restore it.',
  },
  conflict: CHANGED,
  'precondition-failed': CHANGED,
  'too-large': {
    title: 'The file is larger than the server accepts',
    advice: 'Send a smaller file, or ask whoever runs the server.',
  },
  'unsupported-media-type': {
    title: 'The server does not accept this kind of content',
    advice: 'Choose another content type, or ask whoever runs the server.',
  },
  unprocessable: {
    title: 'The server refused the change',
    advice: 'Correct what it names below and try again.',
  },
  'rate-limited': {
    title: 'Too many requests',
    advice: 'Try again in a moment.',
  },
  server: {
    title: 'The server failed',
    advice: 'Try again in a moment. If it happens again, copy the details and pass them on.',
  },
  damaged: DAMAGED,
  truncated: {
    title: 'The answer was cut off',
    advice: 'Not everything has arrived. Try again. If it stays so, the file may be damaged.',
  },
  'not-fhir': {
    title: 'This is not a FHIR server',
    advice: 'The answer is not FHIR. Check the server’s address in config.json.',
  },
  'wrong-bundle': {
    title: 'The server answered with something unexpected',
    advice: 'It sent a different kind of list than was asked for.',
  },
  'invalid-base64': DAMAGED,
  'content-mismatch': {
    title: 'The content is not what the server announced',
    advice: 'Its size or checksum differs. Try again. If it stays so, the file may be damaged.',
  },
  'unreadable-file': {
    title: 'The file can’t be read any more',
    advice: 'It was changed, moved or removed since it was chosen. Choose it again.',
  },
  'blocked-link': {
    title: 'The next page is on another server',
    advice: 'The access token must not be sent there, so loading stops here.',
  },
}

/** What may not even be seen. */
const NO_ACCESS: Words = {
  title: 'You have no access to this',
  advice: 'Ask whoever manages access for it, or sign in as somebody who has it.',
}

/** A server without room to record who reads what shows nothing, either. */
const NO_ROOM: Words = {
  title: 'The server’s disk is full',
  advice: 'Nothing was stored or shown. Whoever runs the server has to make room.',
}

function wordsFor(error: ApiError): Words {
  if (error.status === 507) return NO_ROOM
  return error.kind === 'forbidden' && !isChange(error) ? NO_ACCESS : WORDS[error.kind]
}

/** Whether something was to be changed by it. */
function isChange({ method, path }: ApiError): boolean {
  return !['GET', 'HEAD'].includes(method) && !path.endsWith('/_search')
}

function adviceFor(error: ApiError, general: string): string {
  const advice = error.kind === 'cross-origin' && isWorded(error) ? error.message : general
  if (error.retryAfter !== undefined && error.retryAfter > 0) {
    return `Try again in ${seconds(error.retryAfter)}.`
  }
  const wrote = isChange(error)
  if (wrote && error.kind === 'unauthorized')
    return 'Nothing was changed. Try again, and you will be asked to sign in.'
  if (
    wrote &&
    !error.unsent &&
    ['offline', 'cross-origin', 'timeout', 'truncated'].includes(error.kind)
  ) {
    return `${advice} The change may have been saved: check before you repeat it.`
  }
  const said = error.outcome ? outcomeText(error.outcome) : ''
  const asksForCorrection = ['bad-request', 'unprocessable', 'unsupported-media-type']
  const names = asksForCorrection.includes(error.kind) || error.status === 503
  return said !== '' && names ? `The server says: ${said}` : advice
}

/** Whether its message says more than its kind. */
function isWorded(error: ApiError): boolean {
  return error.message !== `${error.method} ${error.path}: ${error.kind}`
}

function seconds(count: number): string {
  const whole = Math.ceil(count)
  if (whole > 120) return `${Math.ceil(whole / 60)} minutes`
  return whole === 1 ? '1 second' : `${whole} seconds`
}

function detailsOf(error: ApiError): string {
  const said = error.outcome ? outcomeText(error.outcome) : ''
  return [
    `${error.method} ${error.path}`,
    `Kind: ${error.kind}`,
    error.status === undefined ? '' : `Status: ${error.status}`,
    error.requestId === undefined ? '' : `Request id: ${error.requestId}`,
    said === '' ? '' : `The server says: ${said}`,
    isWorded(error) ? error.message : '',
  ]
    .filter((line) => line !== '')
    .join('\n')
}
