import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react'
import { useNavigate } from 'react-router'
import type { Finder } from '#api/binaries/find/finder.ts'
import { useApi } from '#api/context.tsx'
import { useReasonMissing } from '#features/access-reason/AccessReasonGate.tsx'
import type { FindKeys } from '#features/find/FindPanel.tsx'
import { paths } from '#site/paths.ts'
import { Kbd } from '#ui/display/Badge.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { createStore, type Store } from '#ui/store.ts'
import { overlay } from '../state/overlay.ts'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'
import type * as Suggestions from './FindSuggestions.tsx'
import styles from './find-field.module.css'

const NAME = 'Find by name, patient or id'
const LIST_ID = 'find-suggestions'

/** Finds files by their names, patients and ids. What it suggests is loaded when it is first focused. */
export function FindField({ org }: { org: string }) {
  const { ask, words, open, parts, load, panel, active, setActive, onKeyDown } = useFindField(org)
  const { text, closed } = ask
  const change = (next: string) => {
    words.set(next)
    setActive(undefined)
    overlay.set('find')
  }
  const expanded = open && parts !== undefined && !closed
  return (
    <search
      className={styles['search']}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close()
      }}
    >
      <Icon icon={Search} />
      <input
        ref={useFocusWhen(open)}
        type="text"
        role="combobox"
        aria-label={NAME}
        aria-expanded={expanded}
        aria-controls={expanded ? LIST_ID : undefined}
        aria-activedescendant={expanded ? active : undefined}
        aria-autocomplete="list"
        aria-keyshortcuts="/"
        placeholder={NAME}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        value={text}
        onFocus={() => {
          overlay.set('find')
          load().catch(() => undefined)
        }}
        onClick={() => overlay.set('find')}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text === '' && (
        <span className={styles['hint']} aria-hidden="true">
          <Kbd>/</Kbd>
        </span>
      )}
      {open && parts && (
        <parts.FindSuggestions
          {...{ ...ask, active, ref: panel, listId: LIST_ID, onActive: setActive }}
          finder={parts.finder}
          onClear={() => change('')}
        />
      )}
    </search>
  )
}

function useFindField(org: string) {
  const cache = useQueryClient()
  const words = wordsIn(cache, org)
  const text = useSyncExternalStore(words.subscribe, words.get)
  const open = useSyncExternalStore(overlay.subscribe, overlay.get) === 'find'
  const closed = useReasonMissing(org, useAccessReasonConfig(org))
  const parts = useParts()
  const [active, setActive] = useState<string>()
  const panel = useRef<FindKeys>(null)
  const go = useNavigate()
  const ask = { org, text, closed, go }
  const enter = async () => {
    overlay.set('find')
    try {
      const { openBest, finder } = await parts.load()
      await openBest({ ...ask, cache, finder, isStill: () => words.get() === text })
    } catch {
      // Without its code, the list tells what is wrong.
      void go(paths.binaries(org, { find: text.trim() }))
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, nativeEvent } = event
    if (nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (key === 'Escape') {
      if (open) event.stopPropagation()
      close()
    } else if (!open && (key === 'ArrowDown' || key === 'ArrowUp')) overlay.set('find')
    else if (!(open && panel.current?.press(key) === true)) {
      if (key !== 'Enter') return
      void enter()
    }
    event.preventDefault()
  }
  return { ask, words, open, ...parts, panel, active, setActive, onKeyDown }
}

/** The suggestions, which hold no words of their own. */
function close() {
  if (overlay.get() === 'find') overlay.set('none')
}

type Parts = typeof Suggestions & { finder: Finder }

function useParts() {
  const api = useApi()
  const [parts, setParts] = useState<Parts>()
  const load = async () => {
    if (parts) return parts
    const [code, finder] = await Promise.all([
      import('./FindSuggestions.tsx'),
      api.binaries.finder(),
    ])
    const loaded = { ...code, finder }
    setParts(loaded)
    return loaded
  }
  return { parts, load }
}

const kept = new WeakMap<QueryClient, Map<string, Store<string>>>()

/**
 * What a person has typed for an organization: it stays while they go from page to page, and while the screen is locked.
 * The cache stands for the person.
 */
function wordsIn(person: QueryClient, org: string): Store<string> {
  const stores = kept.get(person) ?? new Map<string, Store<string>>()
  const store = stores.get(org) ?? createStore('')
  kept.set(person, stores.set(org, store))
  return store
}

/** Focuses the field when it is opened from elsewhere, by `/` or by a command, so that the next letter begins anew. */
function useFocusWhen(open: boolean) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!open || document.activeElement === input.current) return
    input.current?.focus()
    input.current?.select()
  }, [open])
  return input
}
