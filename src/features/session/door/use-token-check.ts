import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { isAbort, isApiError } from '#api/transport/errors.ts'
import { useCheckToken, useSession, useUnfinishedWork } from '../context.tsx'
import type { AcceptedToken } from '../credentials.ts'
import { readSecret, type Secret } from '../link/token-link.ts'

/** An accepted token that may be another person's, while something of the first is unfinished. */
export interface PersonQuestion {
  accepted: AcceptedToken
  /** `other`: the server says that it is somebody else's; `unknown`: the server does not say. */
  who: 'other' | 'unknown'
  /** What would be discarded, each in a few words. */
  unfinished: readonly string[]
}

/** What was asked about, and why it does not sign in: `explainConnect` says it in words. */
export interface FailedCheck {
  secret: Secret
  error: unknown
}

/**
 * Asks the server about a token, one at a time: a newer question replaces an older one, and leaving the page cancels it.
 * An accepted token starts the session, unless that would discard another person's work: then it is a question first.
 *
 * @param offered a link's fragment, checked at once
 */
export function useTokenCheck(offered: string | undefined) {
  const session = useSession()
  const unfinishedWork = useUnfinishedWork()
  const check = useCheckToken()
  const running = useRef<AbortController>(undefined)
  const [first] = useState(() => (offered === undefined ? undefined : readSecret(offered)))
  const [invalid, setInvalid] = useState(first?.ok === false ? first.problem : undefined)
  const [busy, setBusy] = useState(first?.ok === true)
  const [failed, setFailed] = useState<FailedCheck>()
  const [question, setQuestion] = useState<PersonQuestion>()
  const [isTyped, setTyped] = useState(false)

  function onAccepted(accepted: AcceptedToken) {
    const who = session.credentials.compare(accepted)
    const unfinished = unfinishedWork()
    if (who === 'same' || unfinished.length === 0) session.start(accepted)
    else setQuestion({ accepted, who, unfinished })
  }

  async function ask(secret: Secret) {
    running.current?.abort()
    const asking = new AbortController()
    running.current = asking
    try {
      const accepted = await check(secret, asking.signal)
      if (asking.signal.aborted) return
      setBusy(false)
      onAccepted(accepted)
    } catch (error) {
      if (asking.signal.aborted) return
      setBusy(false)
      // Not at every failure: a lost connection says nothing about the token.
      if (isApiError(error, 'unauthorized')) session.refuseOffered()
      if (!isAbort(error)) setFailed({ secret, error })
    }
  }

  function submit(pasted: string) {
    setTyped(true)
    const read = readSecret(pasted)
    setInvalid(read.ok ? undefined : read.problem)
    setFailed(undefined)
    setQuestion(undefined)
    setBusy(read.ok)
    if (read.ok) void ask(read.secret)
  }

  useOnceShown(
    () => first?.ok === true && void ask(first.secret),
    () => running.current?.abort(),
  )
  return {
    submit,
    busy,
    /** The token of the link is being checked, and nothing else was asked yet. */
    isOffer: busy && !isTyped && failed === undefined,
    failed,
    invalid,
    question,
    /** Of a token that the server has accepted already. */
    receive: onAccepted,
    forgetQuestion: () => setQuestion(undefined),
  }
}

/** Calls `begin` a moment after the component has appeared, and `end` when it goes. */
export function useOnceShown(begin: () => unknown, end: () => void) {
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
