import { useState, useSyncExternalStore } from 'react'
import type { AccessReasonConfig } from '#site/console-config.ts'
import { emptyReason, problemOf } from './draft.ts'
import { accessReasons, setAccessReason } from './reasons.ts'

/** The form's state; what is wrong shows once it was tried. */
export function useDraft(org: string, config: AccessReasonConfig, onSaved: () => void) {
  const kept = useAccessReason(org)
  const [draft, setDraft] = useState(kept ?? emptyReason(config.format))
  const [tried, setTried] = useState(false)
  const problem = problemOf(draft, config.required)
  const save = () => {
    setTried(true)
    if (problem !== undefined) return
    setAccessReason(org, draft)
    onSaved()
  }
  return { draft, setDraft, error: tried ? problem : undefined, save }
}

export function useAccessReason(org: string) {
  return useSyncExternalStore(accessReasons.subscribe, accessReasons.get)[org]
}
