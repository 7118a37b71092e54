import { useState, useSyncExternalStore } from 'react'
import type { AccessReasonConfig } from '#site/console-config.ts'
import { useDraft } from '#ui/unsaved.ts'
import { emptyReason, problemOf } from './draft.ts'
import { accessReasons, setAccessReason } from './reasons.ts'

/** The form's state; what is wrong shows once it was submitted. */
export function useReasonForm(org: string, config: AccessReasonConfig, onSaved: () => void) {
  const saved = useAccessReason(org)
  const [initial] = useState(saved ?? emptyReason(config.format))
  const { value, set, dirty, discard } = useDraft(`access reason ${org}`, initial)
  const [tried, setTried] = useState(false)
  const problem = problemOf(value, config.required)
  const save = () => {
    setTried(true)
    if (problem !== undefined) return
    setAccessReason(org, value)
    discard()
    onSaved()
  }
  return {
    draft: value,
    setDraft: set,
    dirty,
    discard,
    error: tried ? problem : undefined,
    save,
  }
}

/** The reason that goes along with the requests to this organization. */
export function useAccessReason(org: string) {
  return useSyncExternalStore(accessReasons.subscribe, accessReasons.get)[org]
}
