import type { Random } from './torture.ts'

/** What searches take, and what looks like it. */
export const PARAMETERS = [
  '_id',
  '_language',
  '_count',
  '_since',
  '_at',
  '_elements',
  '_summary',
  '_cursor',
  '_format',
  '_total',
  '_sort',
  '_tag',
  '_lastUpdated',
  '_content',
  'find',
  'name',
  'name:contains',
  'name:exact',
  'content-type',
  'content-type:not',
  'security-context',
  'security-context:missing',
  'security-context:identifier',
  'size',
  'author',
  'id',
  'from',
  'to',
  'x',
]

const VALUES = [
  '',
  '0',
  '-1',
  '1',
  '500',
  '1e9',
  '9'.repeat(400),
  'NaN',
  'null',
  'true',
  '2026',
  '2026-13-45',
  'ge2026-01-01',
  'ap2026',
  '2026-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-19',
  '2026-02-30T25:61:61.9999999999+99:99',
  'a,b,,c',
  '|',
  'a|b',
  '\\',
  '\\,',
  "'",
  '"',
  '%',
  '%00',
  '%zz',
  '../../etc/passwd',
  '..%2f..',
  '.',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '$uploads',
  '_history',
  '_search',
  'Binary',
  "' or 1=1 --",
  '"*"',
  'a* OR b*',
  'NEAR(a b)',
  '^',
  '{}',
  '[]',
  '*/*',
  'image/*',
  'text/plain; charset=utf-16',
  '\u{1f600}',
  '\ud800',
  '\u202e',
  '\uffff',
  'W/"1"',
  '"1"',
  '*',
  'W/""',
  'bytes=0-',
  'bytes=-0',
  'bytes=5-2',
  'bytes=0-0,2-3',
  'bytes=99999999999999999999-',
  'ümlaut',
  'İ',
  'ß'.repeat(300),
]

/** What a client may find to send where a plain word is expected. */
export function hostile(random: Random): string {
  switch (random.int(5)) {
    case 0:
      return random.bytes(random.int(40)).toString('latin1')
    case 1:
      return random.bytes(random.int(40)).toString('utf16le')
    case 2:
      return random.pick(VALUES) + random.pick(VALUES)
    case 3:
      return random.pick(VALUES).repeat(random.int(1, 60))
    default:
      return random.pick(VALUES)
  }
}

/** The same for a part of an address, mostly with the escapes that it wants. */
export function value(random: Random): string {
  const text = hostile(random)
  return random.once(8) ? text.replaceAll(/[#?]/g, '') : encodeURIComponent(text.toWellFormed())
}
