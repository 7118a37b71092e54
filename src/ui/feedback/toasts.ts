import { createStore } from '../store.ts'
import type { Tone } from './Banner.tsx'

export interface Toast {
  tone: Tone
  title: string
  body?: string | undefined
  /** Runs at most once; the toast then closes. */
  action?: { label: string; onAction: () => void } | undefined
  /** `Infinity` keeps it until it is closed. Six seconds unless told; ten where there is something to press. */
  durationMs?: number | undefined
  /** What it is about: it takes the place of an earlier one about the same, whose way back does not hold any more. */
  about?: string | undefined
}

export interface ShownToast extends Toast {
  id: number
}

export const toasts = createStore<readonly ShownToast[]>([])

let last = 0

/**
 * Shows a short message about something that happened in the background. A danger is spoken at once, all else politely.
 *
 * @returns a function that closes it
 */
export function toast(message: Toast): () => void {
  last += 1
  const id = last
  const { about } = message
  const others = toasts.get().filter((one) => about === undefined || one.about !== about)
  toasts.set([...others, { ...message, id }])
  return () => dismissToast(id)
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((shown) => shown.id !== id))
}

/** At the end of a session, since toasts name its files. */
export function dismissAllToasts(): void {
  toasts.set([])
}
