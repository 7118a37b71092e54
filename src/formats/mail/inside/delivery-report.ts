import { latin1 } from '../../detection/head.ts'
import { decodeField } from '../body/letters.ts'
import { decodeWords } from '../header/encoded-words.ts'
import { fieldOf, readFields, type RawField } from '../header/fields.ts'
import type { FactGroup } from '../mail-message.ts'

const ACTIONS: Record<string, string> = {
  failed: 'Not delivered',
  delayed: 'Not delivered yet',
  delivered: 'Delivered',
  relayed: 'Passed on to a server that sends no reports',
  expanded: 'Delivered to a list',
}

/** A report of delivery (RFC 3464) or of reading (RFC 8098) in words: one group for each recipient. */
export function readReport(bytes: Uint8Array, type: string): FactGroup[] {
  const blocks = latin1(bytes.subarray(0, 1 << 20))
    .split(/(?:\r?\n){2,}/, 500)
    .map((block) => readFields(block).fields)
    .filter((fields) => fields.length > 0)
  if (type === 'message/disposition-notification') return blocks.map(dispositionOf)
  return blocks.filter((fields) => fieldOf(fields, 'final-recipient') !== undefined).map(deliveryOf)
}

function deliveryOf(fields: readonly RawField[]): FactGroup {
  const action = value(fields, 'action')?.toLowerCase() ?? ''
  const rows = [
    { name: 'To', value: typed(fields, 'original-recipient') ?? typed(fields, 'final-recipient') },
    { name: 'Status', value: statusWords(value(fields, 'status')) },
    { name: 'The server said', value: typed(fields, 'diagnostic-code') },
    { name: 'Server', value: typed(fields, 'remote-mta') },
    { name: 'Will be tried until', value: value(fields, 'will-retry-until') },
  ]
  return { title: ACTIONS[action] ?? `Delivery: ${action || 'not told'}`, rows: told(rows) }
}

function dispositionOf(fields: readonly RawField[]): FactGroup {
  const disposition = value(fields, 'disposition')?.split(';')[1]?.trim().split(/[/,]/)[0]
  const words: Record<string, string> = {
    displayed: 'The message was displayed',
    deleted: 'The message was deleted',
    dispatched: 'The message was passed on',
    processed: 'The message was processed',
  }
  const rows = [
    { name: 'By', value: typed(fields, 'original-recipient') ?? typed(fields, 'final-recipient') },
    { name: 'Message', value: value(fields, 'original-message-id') },
  ]
  return { title: words[disposition ?? ''] ?? 'Report on a message', rows: told(rows) }
}

function told(rows: { name: string; value: string | undefined }[]): FactGroup['rows'] {
  return rows.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]))
}

function value(fields: readonly RawField[], name: string): string | undefined {
  const raw = fieldOf(fields, name)
  return raw === undefined ? undefined : decodeWords(decodeField(raw, 'windows-1252').text.trim())
}

/** A value behind its type: `rfc822; jane@example.org`. */
function typed(fields: readonly RawField[], name: string): string | undefined {
  return value(fields, name)?.replace(/^[\w-]+\s*;\s*/, '')
}

/** RFC 3463: the first number says whether it is for good. */
function statusWords(status: string | undefined): string | undefined {
  if (status === undefined) return undefined
  const meaning = { 2: 'success', 4: 'for now', 5: 'for good' }[status.charAt(0)]
  return meaning === undefined ? status : `${status} (${meaning})`
}
