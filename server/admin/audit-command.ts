import type { AuditRecord, Folded } from '#server/store/audit.ts'
import type { SharedStore } from '#server/store/open-store.ts'
import type { Command, Context, Input } from './command.ts'
import { JSON_LINES, UsageError } from './command.ts'
import { table } from './table.ts'
import { readWhen, WHEN } from './when.ts'
import { findOrganization, withStore } from './with-store.ts'

export const auditCommand: Command = {
  name: 'audit',
  summary: 'Shows who did what, newest first.',
  options: [
    { name: 'from', value: WHEN, help: 'Nothing that began earlier.' },
    {
      name: 'to',
      value: WHEN,
      help: 'Nothing that began at or after it; a day counts as a whole.',
    },
    { name: 'organization', value: 'id or slug', help: 'Only what concerned this organization.' },
    { name: 'id', value: 'id', help: 'Only what concerned the Binary of this id.' },
    { name: 'count', value: 'number', help: 'How many records at most (default: 50).' },
    JSON_LINES,
  ],
  notes: [
    'Days are those of UTC. It works while the server runs.',
    'Example: npm run admin -- audit --from 2026-11-01 --organization city-clinic --count 500',
  ],
  run,
}

async function run(input: Input, context: Context): Promise<void> {
  const from = input.value('from')
  const to = input.value('to')
  const filter: Filter = {
    ...(from !== undefined && { from: readWhen('from', from, 'start') }),
    ...(to !== undefined && { to: readWhen('to', to, 'end') }),
  }
  if (filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to)
    throw new UsageError('--from must be earlier than --to.')
  const id = input.value('id')
  if (id !== undefined) filter.id = id
  const count = readCount(input.value('count') ?? '50')

  const records = await withStore(context, async (store) => {
    const organization = input.value('organization')
    if (organization !== undefined)
      filter.organization = (await findOrganization(store, organization)).id
    return take(store, filter, count)
  })
  if (input.has('json')) for (const record of records) context.out(JSON.stringify(record))
  else if (records.length === 0) context.note('No record matches.')
  else for (const line of table(HEADINGS, records.map(toRow))) context.out(line)
}

type Filter = Omit<Parameters<SharedStore['audit']['list']>[0], 'count' | 'cursor'>

async function take(store: SharedStore, filter: Filter, count: number): Promise<AuditRecord[]> {
  const records: AuditRecord[] = []
  let cursor: string | undefined
  do {
    const page = await store.audit.list({
      ...filter,
      count: Math.min(count - records.length, 500),
      ...(cursor !== undefined && { cursor }),
    })
    records.push(...page.records)
    cursor = page.next
  } while (cursor !== undefined && records.length < count)
  return records
}

function readCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= 100_000) return count
  throw new UsageError(`--count takes a whole number from 1 to 100000, and not "${text}".`)
}

const HEADINGS = ['TIME', 'TOKEN', 'ORGANIZATION', 'INTERACTION', 'STATUS', 'ID', 'VERSION', 'WHY']

function toRow(record: AuditRecord): (string | undefined)[] {
  return [
    record.at,
    record.token ?? '-',
    record.organization ?? '-',
    record.interaction,
    String(record.status),
    record.id ?? '-',
    record.versionId ?? '-',
    record.folded ? sayFolded(record.folded) : whyOf(record),
  ]
}

function whyOf({ logCdata }: AuditRecord): string {
  return Object.entries(logCdata ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join('; ')
}

function sayFolded(folded: Folded): string {
  const { count, until } = folded
  switch (folded.kind) {
    case 'refused': {
      const what = count === 1 ? '1 request' : `${count} requests, the last at ${until},`
      return `${what} without a good token, from ${folded.address}`
    }
    case 'dropped': {
      const what = count === 1 ? '1 older record was' : `${count} older records were`
      return `${what} dropped, from ${folded.from} to ${until}`
    }
  }
}
