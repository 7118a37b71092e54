import { parseLogCdata } from './log-cdata.ts'

/**
 * Who did something, short enough to stand beside it. The server names people of an identity provider with what that knows
 * them by, `Ann Lee (f1b2…c3d4 at idp.example)`, since two may have one name: the end of it is enough to tell those apart
 * who are seen together. All else is a name already.
 * @param author as a version has it
 */
export function shortAuthor(author: string): string {
  const [, name = '', id = ''] = /^(?:(.+) )?\((\S+) at \S+\)$/su.exec(author) ?? []
  if (id === '') return author
  if (name === '') return id
  return `${name} (${id.length > LONGEST ? `…${id.slice(-SEEN)}` : id})`
}

const LONGEST = 12
const SEEN = 6

/** The access reason that came with a version, in words; what is not `log-cdata` is shown as it came. */
export function reasonWords(text: string): string {
  const parsed = parseLogCdata(text, text.trimStart().startsWith('{') ? 'json' : 'kv')
  if (!parsed.ok) return text
  const { reason, ...others } = parsed.value
  const words = Object.entries(others).map(([key, value]) => `${key} ${value}`)
  return [...(reason === undefined ? [] : [String(reason)]), ...words].join(', ')
}
