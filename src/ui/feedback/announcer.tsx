import { useSyncExternalStore } from 'react'
import { VisuallyHidden } from '../display/VisuallyHidden.tsx'
import { createStore } from '../store.ts'

interface Announcement {
  text: string
  /** Two equal announcements in a row must both be spoken. */
  turn: number
}

const said = createStore<Announcement>({ text: '', turn: 0 })

/** Says something politely to screen readers, from anywhere; nothing to see. */
export function announce(text: string): void {
  said.set({ text, turn: said.get().turn + 1 })
}

/** The live region of `announce`: once, in the shell, there from the first render on. */
export function Announcer() {
  const { text, turn } = useSyncExternalStore(said.subscribe, said.get)
  return (
    <VisuallyHidden role="status" aria-live="polite" data-announcer="">
      {/* A no-break space that comes and goes makes an equal text a change. */}
      {turn % 2 === 0 ? text : `${text}\u00a0`}
    </VisuallyHidden>
  )
}
