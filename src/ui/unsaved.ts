import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { jsonEqual } from '#lib/json-equal.ts'
import { createStore } from './store.ts'

/**
 * What is typed or chosen and not saved yet. It lives in memory, outside of the components, so that it survives when a
 * locked screen takes the page away, and it is dropped when the page is left in any other way, at sign-out, and when
 * somebody else signs in. A form that holds something unsaved also keeps the page from being left without a question.
 */
type Entries = ReadonlyMap<string, { value: unknown; isDraft: boolean }>
const entries = createStore<Entries>(new Map())

/** Whether pages are only taken away by a locked screen, and will come back. */
let suspended = false

/** To be called when the screen is locked and unlocked. */
export function suspendUnsaved(locked: boolean): void {
  suspended = locked
}

/** Drops everything: signed out, or somebody else signed in. */
export function dropUnsaved(): void {
  entries.set(new Map())
  question.set(undefined)
  suspended = false
}

/** Whether something would be lost, on the page or behind the locked screen. */
export function hasUnsaved(): boolean {
  return (
    unsavedForms.size > 0 ||
    (suspended &&
      entries
        .get()
        .values()
        .some(({ isDraft }) => isDraft))
  )
}

type Update<Value> = (next: Value | ((before: Value) => Value)) => void

/**
 * As `useState`, for what must survive a locked screen, such as which dialog is open.
 * @param key unique in the console; says what it belongs to, such as `edit org/id`
 */
export function useKeptState<Value>(key: string, initial: Value): [Value, Update<Value>] {
  return useEntry(key, initial, false)
}

export interface Draft<Value> {
  value: Value
  set: Update<Value>
  /** Whether it differs from the initial value. */
  dirty: boolean
  /** Back to the initial value. */
  discard: () => void
}

/**
 * What is typed into a form. Give `dirty` to the `Dialog` that holds the form, or to `useUnsavedForm`.
 * @param initial compared as JSON; must not change while the form is open
 */
export function useDraft<Value>(key: string, initial: Value): Draft<Value> {
  const [value, set] = useEntry(key, initial, true)
  return { value, set, dirty: !jsonEqual(value, initial), discard: () => remove(key) }
}

function useEntry<Value>(key: string, initial: Value, isDraft: boolean): [Value, Update<Value>] {
  const all = useSyncExternalStore(entries.subscribe, entries.get)
  useEffect(
    () => () => {
      if (!suspended) remove(key)
    },
    [key],
  )
  const current = (map: Entries) => {
    const entry = map.get(key)
    return entry ? (entry.value as Value) : initial
  }
  const update: Update<Value> = (next) => {
    const before = current(entries.get())
    const value = typeof next === 'function' ? (next as (before: Value) => Value)(before) : next
    if (jsonEqual(value, initial)) remove(key)
    else entries.set(new Map(entries.get()).set(key, { value, isDraft }))
  }
  return [current(all), update]
}

function remove(key: string): void {
  if (!entries.get().has(key)) return
  const next = new Map(entries.get())
  next.delete(key)
  entries.set(next)
}

const unsavedForms = new Set<() => void>()

/** Keeps the page from being left without a question, as long as the form is on it and `dirty`. */
export function useUnsavedForm(dirty: boolean, discard: () => void): void {
  const onDiscard = useEffectEvent(discard)
  useEffect(() => {
    if (!dirty) return undefined
    const form = () => onDiscard()
    unsavedForms.add(form)
    return () => void unsavedForms.delete(form)
  }, [dirty])
}

/** The question that is open, with what follows when the answer is "Discard". */
export const question = createStore<{ discard: () => void } | undefined>(undefined)

/** Asks once before something unsaved is discarded. */
export function askToDiscard(discard: () => void): void {
  question.set({ discard })
}

/** Whether leaving the page has to be asked about first. */
export function hasUnsavedForm(): boolean {
  return unsavedForms.size > 0
}

/** Leaves the page by `leave`; asks first where a form on it holds something unsaved. */
export function leavePage(leave: () => void): void {
  if (!hasUnsavedForm()) {
    leave()
    return
  }
  askToDiscard(() => {
    for (const discard of unsavedForms) discard()
    unsavedForms.clear()
    leave()
  })
}
