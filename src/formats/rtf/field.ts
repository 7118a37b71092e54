import type { Destination, Run } from './formats.ts'

/** A field on its way (RTF 1.9.1, “Fields”). */
export interface Field {
  /** Where its result goes, and the link around it. */
  outer: Destination
  outerLink: Run['link']
  /** Of its instruction, in pieces. */
  instruction: string
  /** What it asks for, once it was read as far as `length`. */
  read: { length: number; asked: Instruction } | undefined
  /** How much was shown when its result began; `undefined` while it has none. */
  shownBefore: number | undefined
  form: FormField | undefined
}

/** What `\formfield` says; 25 as a result stands for the default. */
export interface FormField {
  type: 'text' | 'checkbox' | 'list'
  result: number | undefined
  defaultResult: number
  defaultText: string
  items: string[]
}

/** Its first word in capitals, and the rest of it in words. */
export interface Instruction {
  name: string
  words: readonly string[]
}

/** Longer than any that a program writes. */
const LONGEST = 10_000

/** Adds to the instruction of a field. */
export function addInstruction(field: Field, text: string): void {
  if (field.instruction.length < LONGEST) field.instruction += text.slice(0, LONGEST)
}

/** What a field asks for. */
export function askedBy(field: Field): Instruction {
  const { length } = field.instruction
  if (field.read?.length !== length)
    field.read = { length, asked: readInstruction(field.instruction) }
  return field.read.asked
}

function readInstruction(text: string): Instruction {
  const words: string[] = []
  // Words, and what stands in quotes of any kind; there is nothing to go back for.
  for (const [, quoted, plain] of text.matchAll(/["“„”]([^"“”]*)["“”]?|([^\s"“”„]+)/g))
    words.push(quoted ?? plain ?? '')
  return { name: (words.shift() ?? '').toUpperCase(), words }
}

/** Where a `HYPERLINK` leads; only what an admin may follow is a link: the web, mail and phone. */
export function linkTarget(
  words: readonly string[],
): { href: string; isSafe: boolean } | undefined {
  const at = words.findIndex((word) => !word.startsWith('\\'))
  const before = words[at - 1]
  const href = words[at]?.trim() ?? ''
  if (at < 0 || href === '') return undefined
  // A switch that takes a value: a place in the document; or a tip, or a frame.
  if (before?.toLowerCase() === '\\l') return { href: `#${href}`, isSafe: true }
  if (before !== undefined && /^\\[ot]$/i.test(before)) return undefined
  return { href, isSafe: isSafe(href) }
}

const MOST_LENGTH = 4000

function isSafe(href: string): boolean {
  if (href.length > MOST_LENGTH || !/^(?:https?:\/\/|mailto:|tel:)/i.test(href)) return false
  return URL.canParse(href)
}

/** The chosen item of a list to drop down, '' where there is none. */
export function chosenItem({ result, defaultResult, items }: FormField): string {
  return items[result === undefined || result === 25 ? defaultResult : result] ?? ''
}

/** Whether a box to tick is ticked. */
export function isTicked({ result, defaultResult }: FormField): boolean {
  return (result === undefined || result === 25 ? defaultResult : result) === 1
}
