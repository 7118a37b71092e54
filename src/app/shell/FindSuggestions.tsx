import { useQueryClient } from '@tanstack/react-query'
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useSyncExternalStore,
  type KeyboardEvent,
  type Ref,
  type RefObject,
} from 'react'
import { useNavigate, type NavigateFunction } from 'react-router'
import type { Finder } from '#api/binaries/find/finder.ts'
import { useReasonMissing } from '#features/access-reason/AccessReasonGate.tsx'
import { kindIcons } from '#features/binaries/filters/kind-icons.ts'
import { findBest } from '#features/find/find-best.ts'
import { ClosedPanel, FindPanel, type FindKeys } from '#features/find/FindPanel.tsx'
import type { FindOption } from '#features/find/options.ts'
import { displayName } from '#fhir/binary/binary.ts'
import { paths } from '#site/paths.ts'
import { useCurrentOrganization } from '../state/organization.tsx'
import { overlay } from '../state/overlay.ts'
import { searchMethod } from '../state/search-method.ts'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'

/** What the field does with its keys. */
export interface FieldKeys {
  press: (event: KeyboardEvent) => void
}

export interface FindSuggestionsProps {
  org: string
  text: string
  finder: Finder
  /** Whether the suggestions are shown. */
  open: boolean
  /** Whether the last key was Enter: it waits for this where it came before. */
  early: RefObject<boolean>
  /** The element of the chosen suggestion. */
  line: string | undefined
  onLine: (line: string | undefined) => void
  onText: (text: string) => void
  ref: Ref<FieldKeys>
}

/** What the field of the top bar suggests, and what its keys do. */
export function FindSuggestions(props: FindSuggestionsProps) {
  const { org, text, finder, open, early, line, onLine, onText, ref } = props
  const go = useNavigate()
  const panel = useRef<FindKeys>(null)
  const method = useSyncExternalStore(searchMethod.subscribe, searchMethod.get)
  const organization = useCurrentOrganization()?.name ?? org
  const closed = useReasonMissing(org, useAccessReasonConfig(org))
  const enter = useEnter({ org, text, open, closed, finder, method, go })
  const enterLate = useEffectEvent(enter)
  useEffect(() => {
    if (early.current) enterLate()
  }, [early])
  useImperativeHandle(ref, () => ({
    press(event) {
      const { key } = event
      if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (key === 'Escape') {
        if (open) event.stopPropagation()
        overlay.set('none')
      } else if (!open && OPENS.has(key)) overlay.set('find')
      else if (panel.current?.press(key) !== true) {
        if (key !== 'Enter') return
        enter()
      }
      event.preventDefault()
    },
  }))
  if (!open) return null
  if (closed) return <ClosedPanel listId="find-list" />
  return (
    <FindPanel
      {...{ org, text, finder, method, organization, line, onLine, onText }}
      ref={panel}
      listId="find-list"
      icons={kindIcons}
      onOpen={(option) => openPage(org, option, go)}
    />
  )
}

/** Keys that show the suggestions again. */
const OPENS = new Set(['ArrowDown', 'ArrowUp', 'Enter'])

/** What Enter does where no suggestion is chosen: opens the best, unless something else is typed before that is known. */
function useEnter(asked: {
  org: string
  text: string
  open: boolean
  /** An access reason is missing, before which nothing may be requested. */
  closed: boolean
  finder: Finder
  method: 'POST' | 'GET'
  go: NavigateFunction
}): () => void {
  const { org, text, open, closed, go } = asked
  const cache = useQueryClient()
  // Whoever types on, closes the suggestions or goes elsewhere does not want the answer any more.
  const turn = useRef<object>(undefined)
  useEffect(() => {
    turn.current = open ? { text } : undefined
    return () => {
      turn.current = undefined
    }
  }, [text, open])
  return () => {
    const own = turn.current
    const all: FindOption = { kind: 'all', words: text.trim(), files: undefined }
    void (closed ? Promise.resolve(all) : findBest(cache, asked)).then((best) => {
      if (own !== undefined && turn.current === own) openPage(org, best, go)
    })
  }
}

function openPage(org: string, option: FindOption, go: NavigateFunction): void {
  overlay.set('none')
  void (option.kind === 'file'
    ? go(paths.binary(org, option.id), { state: { name: displayName(option.binary) } })
    : go(pageOf(org, option)))
}

function pageOf(org: string, option: Exclude<FindOption, { kind: 'file' }>): string {
  switch (option.kind) {
    case 'context':
      return paths.context(org, option.context.key)
    case 'ids': {
      const [first = ''] = option.ids
      return option.ids.length === 1
        ? paths.binary(org, first)
        : paths.binaries(org, { _id: option.ids.join(',') })
    }
    case 'inside':
      return paths.binaries(org, { _content: option.words })
    case 'all':
      return paths.binaries(org, option.words === '' ? {} : { find: option.words })
    // These stay where they are.
    case 'load':
    case 'stop':
    case 'retry':
      return paths.binaries(org)
  }
}
