import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { isAbort, isApiError, type ApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { useCheckToken, useSession, useUnfinishedWork } from './context.tsx'
import type { AcceptedToken } from './credentials.ts'
import { readToken } from './token-link.ts'

/** An accepted token that may be another person's, while something of the first is unfinished. */
export interface PersonQuestion {
  accepted: AcceptedToken
  /** `other`: the server says that it is somebody else's; `unknown`: the server does not say. */
  who: 'other' | 'unknown'
  /** What would be discarded, each in a few words. */
  unfinished: readonly string[]
}

/**
 * Asks the server about a token, one at a time: a newer question replaces an older one, and leaving the page cancels it.
 * An accepted token starts the session, unless that would discard another person's work: then it is a question first.
 *
 * @param offered a token from a link, checked at once
 */
export function useTokenCheck(server: string, offered: string | undefined) {
  const session = useSession()
  const unfinishedWork = useUnfinishedWork()
  const check = useCheckToken()
  const running = useRef<AbortController>(undefined)
  const [first] = useState(() => (offered === undefined ? undefined : readToken(offered)))
  const [invalid, setInvalid] = useState(first?.ok === false ? first.problem : undefined)
  const [busy, setBusy] = useState(first?.ok === true)
  const [problem, setProblem] = useState<ConnectProblem>()
  const [question, setQuestion] = useState<PersonQuestion>()
  const [isTyped, setTyped] = useState(false)

  function onAccepted(accepted: AcceptedToken) {
    const who = session.credentials.compare(accepted)
    const unfinished = unfinishedWork()
    if (who === 'same' || unfinished.length === 0) session.start(accepted)
    else setQuestion({ accepted, who, unfinished })
  }

  async function ask(token: string) {
    running.current?.abort()
    const asking = new AbortController()
    running.current = asking
    try {
      const accepted = await check(token, asking.signal)
      if (asking.signal.aborted) return
      setBusy(false)
      onAccepted(accepted)
    } catch (error) {
      if (asking.signal.aborted) return
      setBusy(false)
      // Not at every failure: a lost connection says nothing about the token.
      if (isApiError(error, 'unauthorized')) session.refuseOffered()
      if (!isAbort(error)) setProblem(explainConnect(error, server))
    }
  }

  function submit(pasted: string) {
    setTyped(true)
    const read = readToken(pasted)
    setInvalid(read.ok ? undefined : read.problem)
    setProblem(undefined)
    setQuestion(undefined)
    setBusy(read.ok)
    if (read.ok) void ask(read.token)
  }

  useOnceShown(
    () => first?.ok === true && void ask(first.token),
    () => running.current?.abort(),
  )
  return {
    submit,
    busy,
    /** The token of the link is being checked, and nothing else was asked yet. */
    isOffer: busy && !isTyped && problem === undefined,
    problem,
    invalid,
    question,
    forgetQuestion: () => setQuestion(undefined),
  }
}

/** Calls `begin` a moment after the component has appeared, and `end` when it goes. */
function useOnceShown(begin: () => unknown, end: () => void) {
  const onBegin = useEffectEvent(begin)
  const onEnd = useEffectEvent(end)
  useEffect(() => {
    const soon = setTimeout(() => onBegin())
    return () => {
      clearTimeout(soon)
      onEnd()
    }
  }, [])
}

export type TokenCheck = ReturnType<typeof useTokenCheck>

interface ConnectProblem {
  title: string
  advice: string
  details: string
}

/** Says why a token could not be used, in the words of somebody who is signing in rather than of a page that failed. */
function explainConnect(error: unknown, server: string): ConnectProblem {
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

/** FHIR has a code for it (http://hl7.org/fhir/issue-type); servers that do not use it say it in words. */
function isExpired(outcome: { issue?: { code?: string; diagnostics?: string }[] } | undefined) {
  return (outcome?.issue ?? []).some(
    (issue) => issue.code === 'expired' || /\bexpired\b/i.test(issue.diagnostics ?? ''),
  )
}
