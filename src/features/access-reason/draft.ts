import {
  formatLogCdata,
  parseLogCdata,
  type LogCdata,
  type LogCdataFormat,
} from '#fhir/log-cdata.ts'

/** Why somebody needs access: the form's fields as they are typed. */
export interface AccessReason {
  reason: string
  ticket: string
  further: { key: string; value: string }[]
  format: LogCdataFormat
}

export function emptyReason(format: LogCdataFormat): AccessReason {
  return { reason: '', ticket: '', further: [], format }
}

/** A template's values in the form's fields; the format stays as it was. */
export function withTemplate(values: LogCdata, format: LogCdataFormat): AccessReason {
  const { reason = '', ticket = '', ...others } = values
  const further = Object.entries(others).map(([key, value]) => ({ key, value: String(value) }))
  return { reason: String(reason), ticket: String(ticket), further, format }
}

/** The `log-cdata` header, exactly as it is sent with every request; undefined when the form is empty. */
export function headerOf(
  draft: AccessReason,
): { text: string; format: LogCdataFormat } | undefined {
  const values = valuesOf(draft)
  if (Object.keys(values).length === 0) return undefined
  return { text: formatLogCdata(values, draft.format), format: draft.format }
}

/** Why it cannot be sent, in a sentence; `required`: the reason must not be empty. */
export function problemOf(draft: AccessReason, required: boolean): string | undefined {
  if (required && draft.reason.trim() === '')
    return 'Enter a reason: this organization requires one.'
  const keys = draft.further.filter(({ value }) => value.trim() !== '').map(({ key }) => key.trim())
  if (keys.includes('')) return 'Every value needs a key.'
  const all = ['reason', 'ticket', ...keys]
  const twice = all.find((key, index) => all.indexOf(key) !== index)
  if (twice !== undefined) return `The key “${twice}” is used twice.`
  const header = headerOf(draft)
  if (header === undefined) return undefined
  const parsed = parseLogCdata(header.text, header.format)
  return parsed.ok ? undefined : parsed.problem
}

function valuesOf({ reason, ticket, further }: AccessReason): LogCdata {
  const pairs = [{ key: 'reason', value: reason }, { key: 'ticket', value: ticket }, ...further]
  return Object.fromEntries(
    pairs.flatMap(({ key, value }) => (value.trim() === '' ? [] : [[key.trim(), value.trim()]])),
  )
}
