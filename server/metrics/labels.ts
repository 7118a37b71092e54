import { INTERACTIONS } from '#server/http/interactions.ts'
import type { Interaction } from '#server/http/interactions.ts'
import {
  BadCursor,
  ContentLost,
  StoreAway,
  StoreBusy,
  StoreConflict,
  StoreCorrupt,
  StoreFull,
  UnknownOrganization,
} from '#server/store/errors.ts'

/**
 * Every value that a label may have. Whatever comes, nothing of it becomes a label: neither what names somebody, nor
 * what would make a series for each caller.
 */
export const ANSWERED = [
  ...INTERACTIONS,
  'sign-in',
  'health',
  'metrics',
  'console',
  'unknown',
] as const
export type Answered = (typeof ANSWERED)[number]

/**
 * What a request is counted as.
 * @param route of its answer: its pattern, absent where no route matched
 */
export function answeredLabel(interaction: Interaction | undefined, route?: string): Answered {
  if (interaction !== undefined) return interaction
  return route === undefined ? 'unknown' : (ROUTES.get(route) ?? 'console')
}

const ROUTES = new Map<string, Answered>([
  ['/session', 'sign-in'],
  ['/healthz', 'health'],
  ['/readyz', 'health'],
  ['/metrics', 'metrics'],
])

// oxfmt-ignore
const CODES = [
  '200', '201', '204', '206', '304',
  '400', '401', '403', '404', '405', '406', '408', '409', '410', '412', '413', '415', '416', '417', '422', '423', '428', '429', '431', '460',
  '500', '501', '503', '505', '507',
] as const
const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const
/** `cut` is an answer that was not sent to its end. */
export const STATUSES = [...CODES, ...CLASSES, 'cut'] as const
export type Status = (typeof STATUSES)[number]

/** @param status of HTTP */
export function statusLabel(status: number, isWhole: boolean): Status {
  if (!isWhole) return 'cut'
  return (
    CODES.find((code) => code === String(status)) ?? CLASSES[Math.floor(status / 100) - 1] ?? '5xx'
  )
}

/** What is asked of the store, whatever its engines are. */
export const OPERATIONS = [
  'access',
  'audit',
  'commit',
  'content-read',
  'content-write',
  'history',
  'read',
  'search',
  'upload-write',
  'walk',
  'words',
] as const
export type Operation = (typeof OPERATIONS)[number]

export const FAULTS = ['away', 'busy', 'damaged', 'full', 'other'] as const
export type Fault = (typeof FAULTS)[number]

/** What went wrong with an engine; `undefined` for what is the caller's, or was stopped. */
export function faultLabel(error: unknown): Fault | undefined {
  if (error instanceof StoreAway) return 'away'
  if (error instanceof StoreBusy) return 'busy'
  if (error instanceof StoreCorrupt) return 'damaged'
  if (error instanceof StoreFull) return 'full'
  if (CALLERS.some((kind) => error instanceof kind)) return undefined
  return (error as Error | undefined)?.name === 'AbortError' ? undefined : 'other'
}

const CALLERS = [BadCursor, ContentLost, StoreConflict, UnknownOrganization]
