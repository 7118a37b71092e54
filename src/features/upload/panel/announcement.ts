import type { PausedBy } from '../queue/queue-state.ts'
import { files, percent, thousands, type Totals } from '../queue/totals.ts'

/** What was said of the uploads so far. */
export interface Said {
  totals: Totals
  /** Quarters of the batch that were told of, from 0 to 3. */
  quarter: number
}

export interface Announcement {
  said: Said
  /** To say now: at each quarter that is passed, and at the end; never at each file. */
  words: string | undefined
  /** Nothing continues by itself any more, and just now something did. */
  ended: boolean
}

export function beginSaying(totals: Totals): Said {
  return { totals, quarter: quarterOf(totals) }
}

/** Decides what a change of the queue is worth saying. */
export function nextAnnouncement({ totals: before, quarter }: Said, totals: Totals): Announcement {
  if (totals.pending === 0) {
    const ended = before.pending > 0
    return { said: beginSaying(totals), words: ended ? summaryOf(totals) : undefined, ended }
  }
  const now = quarterOf(totals)
  // With more files the batch is another one, and its quarters count anew.
  const isNew = before.pending === 0 || countedIn(totals) > countedIn(before)
  if (isNew) return { said: { totals, quarter: now }, words: undefined, ended: false }
  const words = now > quarter ? quarterWords(now, totals) : undefined
  return { said: { totals, quarter: Math.max(now, quarter) }, words, ended: false }
}

function quarterOf({ share }: Totals): number {
  return Math.min(3, Math.floor(share * 4))
}

function quarterWords(quarter: number, totals: Totals): string {
  const failed = totals.groups.failed
  const words = `${quarter * 25} % uploaded, ${files(totals.pending)} to go`
  return failed === 0 ? words : `${words}, ${thousands(failed)} failed`
}

/** "3 files uploaded, 1 failed": spoken at the end. */
export function summaryOf({ groups, pending, paused }: Totals): string {
  const parts = [
    pending > 0 ? `${files(pending)} to go` : '',
    groups.stored > 0 ? `${files(groups.stored)} uploaded` : '',
    groups.failed > 0 ? `${thousands(groups.failed)} failed` : '',
    needWords(groups),
    paused > 0 ? `${thousands(paused)} paused` : '',
    groups.cancelled > 0 ? `${thousands(groups.cancelled)} cancelled` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Nothing to upload' : parts.join(', ')
}

/** "12 of 50 done · 1 failed · 24 %": for the head of the panel. */
export function panelWords(totals: Totals, paused: PausedBy | undefined): string {
  const { groups, pending, share } = totals
  const parts = [
    `${thousands(groups.stored)} of ${thousands(countedIn(totals))} done`,
    groups.failed > 0 ? `${thousands(groups.failed)} failed` : '',
    needWords(groups),
    paused !== undefined && pending > 0 ? 'paused' : '',
    paused === undefined && pending > 0 ? percent(share) : '',
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** All that was not given up. */
export function countedIn({ groups }: Totals): number {
  return Object.values(groups).reduce((sum, one) => sum + one, 0) - groups.cancelled
}

function needWords(groups: Totals['groups']): string {
  const need = groups['needs-you']
  return need === 0 ? '' : `${thousands(need)} ${need === 1 ? 'needs' : 'need'} you`
}
