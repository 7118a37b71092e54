import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Finder } from '#api/binaries/find/finder.ts'
import { useApi } from '#api/context.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { createStore, type Store } from '#ui/store.ts'
import { overlay } from '../state/overlay.ts'
import type { FieldKeys, FindSuggestionsProps } from './FindSuggestions.tsx'
import styles from './find-field.module.css'

const NAME = 'Find by name, patient or id'

/**
 * Finds files by their names, patients and ids. Only the field itself comes with the first page: what it suggests and what
 * its keys do is loaded when it is first focused, and an Enter before that waits for it.
 */
export function FindField({ org }: { org: string }) {
  const words = wordsIn(useQueryClient(), org)
  const text = useSyncExternalStore(words.subscribe, words.get)
  const open = useSyncExternalStore(overlay.subscribe, overlay.get) === 'find'
  const [suggestions, load] = useSuggestions()
  const [line, setLine] = useState<string>()
  const early = useRef(false)
  const keys = useRef<FieldKeys>(null)
  const change = (next: string) => {
    words.set(next)
    setLine(undefined)
    overlay.set('find')
  }
  return (
    <search
      className={styles['search']}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (open && !currentTarget.contains(relatedTarget)) overlay.set('none')
      }}
    >
      <Icon icon={Search} />
      <input
        ref={useFocusWhen(open)}
        role="combobox"
        aria-label={NAME}
        aria-expanded={open && suggestions !== undefined}
        aria-controls="find-list"
        aria-activedescendant={open ? line : undefined}
        aria-autocomplete="list"
        aria-keyshortcuts="/"
        placeholder={NAME}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        value={text}
        onFocus={load}
        onClick={() => {
          load()
          overlay.set('find')
        }}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          load()
          early.current = event.key === 'Enter'
          keys.current?.press(event)
        }}
      />
      {suggestions && (
        <suggestions.Suggestions
          {...{ org, text, open, early, line, ref: keys, finder: suggestions.finder }}
          onLine={setLine}
          onText={change}
        />
      )}
    </search>
  )
}

interface Loaded {
  Suggestions: (props: FindSuggestionsProps) => ReactNode
  finder: Finder
}

/** What is loaded with the first focus, and what loads it; a failure is said, and the next key or focus tries again, too. */
function useSuggestions(): [Loaded | undefined, () => void] {
  const api = useApi()
  const [loaded, setLoaded] = useState<Loaded>()
  const isAsked = useRef(false)
  const load = async (): Promise<void> => {
    const [{ FindSuggestions }, finder] = await Promise.all([
      import('./FindSuggestions.tsx'),
      api.binaries.finder(),
    ])
    setLoaded({ Suggestions: FindSuggestions, finder })
  }
  const attempt = () => {
    if (isAsked.current) return
    isAsked.current = true
    load().catch(() => {
      isAsked.current = false
      toast({
        tone: 'danger',
        about: NAME,
        title: 'A part of the console could not be loaded',
        action: { label: 'Try again', onAction: attempt },
      })
    })
  }
  return [loaded, attempt]
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
