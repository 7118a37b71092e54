import type { Capabilities } from '#api/binaries/types.ts'

/** What a server says it can do, in plain words. */
export interface Ability {
  words: string
  /** `unknown`: the server has no CapabilityStatement, so everything that is documented is tried. */
  able: 'yes' | 'no' | 'unknown'
}

/** The documented interactions by their codes (https://hl7.org/fhir/R4/valueset-type-restful-interaction.html), and raw content. */
export function abilitiesOf({ known, interactions, raw }: Capabilities): Ability[] {
  return [
    ...WORDS.map(([code, words]) => ({
      words,
      able: known ? yes(interactions.includes(code)) : ('unknown' as const),
    })),
    { words: 'Send and receive files directly, without base64', able: yes(raw) },
  ]
}

function yes(able: boolean): 'yes' | 'no' {
  return able ? 'yes' : 'no'
}

const WORDS = [
  ['create', 'Upload new files'],
  ['read', 'Open files'],
  ['update', 'Replace the content of a file'],
  ['patch', 'Correct single fields'],
  ['delete', 'Delete files'],
  ['vread', 'Open earlier versions'],
  ['history-instance', 'List the versions of a file'],
  ['history-type', 'List the activity of the whole organization'],
  ['search-type', 'List and search files'],
] as const
