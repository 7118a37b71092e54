import { hostile, PARAMETERS, value } from './hostile-words.ts'
import type { Random } from './torture.ts'

/** A body that is nearly one that a route takes, or nothing like it. @param ids of Binaries */
export function hostileBody(
  random: Random,
  ids: readonly string[],
): { type: string; bytes: Buffer } {
  const [type, make] = random.pick(KINDS)
  const text = Buffer.from(make(random, ids))
  if (random.once(8)) return { type, bytes: random.bytes(random.int(400)) }
  return { type, bytes: random.once(8) ? text.subarray(0, random.int(text.length + 1)) : text }
}

const KINDS: [type: string, make: (random: Random, ids: readonly string[]) => string][] = [
  ['application/fhir+json', resource],
  ['application/json-patch+json', operations],
  ['application/fhir+json', bundle],
  ['application/x-www-form-urlencoded', form],
  ['application/json', jsonText],
]

function anything(random: Random, depth = 0): unknown {
  switch (random.int(depth > 3 ? 5 : 8)) {
    case 0:
      return random.pick([0, -1, 1e20, 1e-320, 2 ** 53, 1.5])
    case 1:
      return random.pick([null, true, false])
    case 2:
    case 3:
    case 4:
      return hostile(random)
    case 5:
    case 6:
      return Array.from({ length: random.int(4) }, () => anything(random, depth + 1))
    default:
      return Object.fromEntries(
        Array.from({ length: random.int(4) }, () => [
          random.once(2) ? hostile(random) : random.pick(FIELDS),
          anything(random, depth + 1),
        ]),
      )
  }
}

const FIELDS = [
  'resourceType',
  'id',
  'contentType',
  'language',
  'implicitRules',
  'data',
  '_data',
  'securityContext',
  'meta',
  '_contentType',
  'text',
  'extension',
  'reference',
  'identifier',
  'system',
  'value',
  'url',
  'tag',
  'code',
  'entry',
  'request',
  '__proto__',
]

function resource(random: Random, ids: readonly string[]): string {
  const fields: Record<string, unknown> = {
    resourceType: 'Binary',
    contentType: 'text/plain',
    data: random.bytes(random.int(200)).toString('base64'),
    ...(random.once(2) && { id: random.pick(ids) }),
  }
  for (let many = random.once(2) ? 0 : random.int(4); many > 0; many -= 1)
    fields[random.pick(FIELDS)] = anything(random)
  return JSON.stringify(fields)
}

/** Where a patch may point: at fields, at what is the server's or nobody's, and at nothing. */
export const POINTERS = [
  '',
  '/',
  '/id',
  '/meta',
  '/meta/tag',
  '/meta/tag/-',
  '/meta/tag/0',
  '/language',
  '/data',
  '/_data',
  '/contentType',
  '/securityContext',
  '/securityContext/reference',
  '/__proto__',
  '/constructor',
  '/~2',
  '/resourceType',
]

function operations(random: Random): string {
  return JSON.stringify(
    Array.from({ length: random.int(5) }, () => ({
      op: random.pick(['add', 'remove', 'replace', 'move', 'copy', 'test', hostile(random)]),
      path: random.once(6) ? anything(random) : random.pick(POINTERS),
      from: random.pick(POINTERS),
      value: random.once(2) ? 'de' : anything(random),
    })),
  )
}

function bundle(random: Random, ids: readonly string[]): string {
  const entry = Array.from({ length: random.int(5) }, () =>
    random.once(5)
      ? anything(random)
      : {
          resource: random.once(4)
            ? anything(random)
            : (JSON.parse(resource(random, ids)) as unknown),
          request: random.once(5)
            ? anything(random)
            : {
                method: random.pick(['POST', 'PUT', 'DELETE', 'GET']),
                url: random.pick(['Binary', 'Binary/x', 'Binary/y1', hostile(random)]),
                ...(random.once(4) && { ifMatch: hostile(random), ifNoneExist: hostile(random) }),
              },
        },
  )
  return JSON.stringify({
    resourceType: 'Bundle',
    type: random.once(6) ? anything(random) : 'batch',
    entry,
  })
}

function form(random: Random): string {
  return Array.from(
    { length: random.int(6) },
    () => `${random.pick(PARAMETERS)}=${value(random)}`,
  ).join('&')
}

function jsonText(random: Random): string {
  return JSON.stringify(anything(random))
}
