import { assertNever } from '#lib/assert-never.ts'
import { csvLine } from '#lib/text/csv-line.ts'
import type { UploadItem } from '../queue/item.ts'
import { groupOf, type Group } from '../queue/totals.ts'

/** What became of each upload, as a table for a spreadsheet: CSV as RFC 4180 has it, in UTF-8 with a mark that Excel needs. */

const COLUMNS = [
  'Name',
  'Folder',
  'Size in bytes',
  'SHA-256',
  'State',
  'Id',
  'Version',
  'When',
  'Problem',
]

/** Rows that are made before the page has its turn again. */
const AT_A_TIME = 500

/**
 * The report, piece by piece.
 * @param yieldTurn lets the page draw and answer between two pieces
 */
export async function reportOf(
  items: readonly UploadItem[],
  yieldTurn: () => Promise<void>,
): Promise<Blob> {
  const parts = [`\uFEFF${csvLine(COLUMNS)}`]
  for (let from = 0; from < items.length; from += AT_A_TIME) {
    parts.push(
      items
        .slice(from, from + AT_A_TIME)
        .map((item) => csvLine(cellsOf(item)))
        .join(''),
    )
    await yieldTurn()
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' })
}

function cellsOf(item: UploadItem): string[] {
  const { name, folder, facts, sha256, startedAt, state } = item
  const [id, version] = state.kind === 'stored' ? [state.id, state.versionId] : []
  return [
    name,
    folder,
    String(facts.size),
    sha256 ?? '',
    stateWord(item),
    id ?? '',
    version ?? '',
    startedAt ?? '',
    problemOf(item),
  ]
}

const WORDS: Record<Group, string> = {
  waiting: 'Waiting',
  active: 'Under way',
  'needs-you': 'Needs you',
  failed: 'Failed',
  stored: 'Stored',
  cancelled: 'Cancelled',
}

function stateWord({ state }: UploadItem): string {
  if (state.kind === 'stored') return state.verified ? 'Stored and verified' : 'Stored'
  return WORDS[groupOf(state)]
}

function problemOf({ state, uncertainSince }: UploadItem): string {
  switch (state.kind) {
    case 'failed':
    case 'resting':
      return `${state.failure.title} ${state.failure.advice}`.trim()
    case 'missing':
      return 'The file must be chosen again.'
    case 'unsure':
      return 'The connection broke before the server answered. It may have been stored.'
    case 'conflict':
      return state.remote.kind === 'deleted'
        ? 'Somebody else deleted this.'
        : 'Somebody else changed this.'
    case 'cancelled':
      return uncertainSince === undefined ? '' : 'Cancelled after it was sent: it may be stored.'
    case 'waiting':
    case 'paused':
    case 'checking':
    case 'preparing':
    case 'sending':
    case 'saving':
    case 'stored':
      return ''
    default:
      return assertNever(state)
  }
}
