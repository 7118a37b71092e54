import { parseLogCdata } from './log-cdata.ts'

/** The access reason that came with a version, in words; what is not `log-cdata` is shown as it came. */
export function reasonWords(text: string): string {
  const parsed = parseLogCdata(text, text.trimStart().startsWith('{') ? 'json' : 'kv')
  if (!parsed.ok) return text
  const { reason, ...others } = parsed.value
  const words = Object.entries(others).map(([key, value]) => `${key} ${value}`)
  return [...(reason === undefined ? [] : [String(reason)]), ...words].join(', ')
}
