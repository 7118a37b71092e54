import { fileName } from '../binary/binary.ts'
import { parseInstant } from '../instant.ts'
import { parseMediaType } from '../media-type.ts'
import type { Binary, Reference } from '../types.ts'
import { referenceProblem } from '../validate.ts'
import type { BinaryCriteria, StringCriterion, TokenCriterion } from './criteria.ts'
import { dateHolds } from './dates.ts'
import { beginsWordIn, foldText, occursIn, searchedText, wordsOf } from './fold-text.ts'
import { matchesPlain } from './plain.ts'

/** @param text of the content, folded; without it, `_content` is judged by the name alone */
export type Matcher = (binary: Binary, text?: string) => boolean

/** Judges by the resource alone, and by the text of its content where the caller has it. */
export function matchesCriteria(binary: Binary, criteria: BinaryCriteria, text?: string): boolean {
  return matcherOf(criteria)(binary, text)
}

/** The same for many Binaries: what is asked for is prepared once. */
export function matcherOf(criteria: BinaryCriteria): Matcher {
  const tests: Matcher[] = [
    (binary) => matchesPlain(binary, criteria),
    ...every(criteria.lastUpdated, (date) => (binary) => {
      const time = parseInstant(binary.meta?.lastUpdated ?? '')?.getTime()
      return time !== undefined && dateHolds(date, time)
    }),
    ...every(criteria.tags, tagTest),
    ...every(criteria.contentTypes, (wanted) => (binary) => typeHolds(binary, wanted)),
    ...every(criteria.securityContexts, contextTest),
    ...every(criteria.names, nameTest),
    ...every(criteria.words, wordsTest),
    ...every(criteria.finds, findTest),
  ]
  const missing = criteria.securityContextMissing
  if (missing !== undefined)
    tests.push(({ securityContext }) => (securityContext === undefined) === missing)
  return (binary, text) => tests.every((test) => test(binary, text))
}

/** One test a group, which holds where one of the alternatives does. */
function every<Value>(groups: Value[][], testOf: (value: Value) => Matcher): Matcher[] {
  return groups.map((group) => {
    const tests = group.map(testOf)
    return (binary, text) => tests.some((test) => test(binary, text))
  })
}

function tagTest({ system, code }: TokenCriterion): Matcher {
  const wanted = tagKey(system, code)
  return (binary) => tagKeysOf(binary).has(wanted)
}

/** One key for each way to ask for a tag, so that a file with thousands of them is looked at once for all that are asked for. */
function tagKey(system: string | undefined, code: string | undefined): string {
  return JSON.stringify([system ?? null, code ?? null])
}

const keysOfTags = new WeakMap<Binary, ReadonlySet<string>>()

function tagKeysOf(binary: Binary): ReadonlySet<string> {
  const known = keysOfTags.get(binary)
  if (known) return known
  const keys = new Set<string>()
  for (const { system = '', code } of binary.meta?.tag ?? []) {
    keys.add(tagKey(system, undefined))
    if (code !== undefined) keys.add(tagKey(system, code)).add(tagKey(undefined, code))
  }
  keysOfTags.set(binary, keys)
  return keys
}

function nameTest({ text, how }: StringCriterion): Matcher {
  if (how === 'exact') return (binary) => fileName(binary) === text
  const wanted = foldText(text)
  const holds = (name: string) =>
    how === 'starts' ? beginsWordIn(name, wanted) : name.includes(wanted)
  return (binary) => holds(foldedOf(binary).name)
}

function wordsTest(value: string): Matcher {
  const words = wordsOf(value)
  return (binary, text = '') => {
    const { name } = foldedOf(binary)
    return words.every((word) => occursIn(name, word) || occursIn(text, word))
  }
}

function findTest(value: string): Matcher {
  const words = wordsOf(value)
  return (binary) => {
    const { name, contexts, id } = foldedOf(binary)
    const texts = [name, ...contexts]
    return words.every(
      (word) => texts.some((text) => occursIn(text, word)) || beginsWordIn(id, word),
    )
  }
}

/**
 * A whole reference is compared as such: what is asked for one patient never shows another one whose display happens to
 * hold it.
 */
function contextTest(value: string): Matcher {
  const byReference = isReference(value)
  const part = foldText(value)
  return (binary) => {
    if (!binary.securityContext) return false
    const { keys, display } = foldedOf(binary)
    return keys.includes(value) || (!byReference && part !== '' && occursIn(display, part))
  }
}

/** Whether a value of `security-context` is a whole reference, such as `Patient/3310`, rather than a part of one. */
export function isReference(value: string): boolean {
  return value.includes('/') && referenceProblem(value) === undefined
}

/**
 * What stands for a security context as a whole: its reference, without the version too, as `Type/id` and as the id alone;
 * its identifier's value, alone and as `system|value`.
 */
export function contextKeys({ reference, identifier }: Reference): string[] {
  const [, whole, id] = /(?:^|\/)([A-Z][A-Za-z]+\/([A-Za-z0-9\-.]{1,64}))$/.exec(
    (reference ?? '').replace(/\/_history\/[^/]*$/, ''),
  ) ?? ['']
  const value = identifier?.value
  return [
    ...new Set(
      [
        reference,
        reference?.replace(/\/_history\/[^/]*$/, ''),
        whole,
        id,
        value,
        value === undefined ? undefined : `${identifier?.system ?? ''}|${value}`,
      ].filter((key) => key !== undefined),
    ),
  ]
}

/** What `find` looks at of a security context. */
export function contextTexts(context: Reference | undefined): string[] {
  if (!context) return []
  const { reference, display, identifier } = context
  return [reference, display, identifier?.value].filter((text) => text !== undefined)
}

/** `type/subtype` in lower case, of whatever stands in a label. */
export function typeEssence(contentType: string): string {
  return (
    parseMediaType(contentType)?.essence ?? contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  )
}

function typeHolds({ contentType }: Binary, wanted: string): boolean {
  if (contentType === undefined) return false
  const essence = typeEssence(contentType)
  if (wanted === '*/*') return true
  return wanted.endsWith('/*') ? essence.startsWith(wanted.slice(0, -1)) : essence === wanted
}

interface Folded {
  name: string
  id: string
  display: string
  contexts: string[]
  keys: string[]
}

/** Made once for each file, however many alternatives are compared with it. */
const folded = new WeakMap<Binary, Folded>()

function foldedOf(binary: Binary): Folded {
  const known = folded.get(binary)
  if (known) return known
  const { id, securityContext } = binary
  const made = {
    name: searchedText(fileName(binary)),
    id: foldText(id ?? ''),
    display: searchedText(securityContext?.display),
    contexts: contextTexts(securityContext).map(searchedText),
    keys: securityContext ? contextKeys(securityContext) : [],
  }
  folded.set(binary, made)
  return made
}
