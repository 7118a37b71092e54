import { countedIn, files, summaryOf, type Totals } from '../queue/totals.ts'

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
  return failed === 0 ? words : `${words}, ${failed.toLocaleString('en')} failed`
}
