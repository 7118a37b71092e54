import { fhirTitle } from '#formats/tree/fhir-title.ts'
import { named, valueOf, type TreeNode } from '#formats/tree/tree-node.ts'
import { shortened } from '../shortened.ts'

/** Characters of a value that stands for a whole part, and of one that came or went as a whole: what is in it is nowhere else. */
const BRIEF = 300
export const WHOLE = 3000

/** A node in words: its value, or of what holds others its title, or the beginning of what is inside. */
export function nodeWords(node: TreeNode, most = BRIEF): string {
  const title = titleOf(node)
  const inside = node.children.length === 0 ? (node.value ?? emptyWords(node)) : leaves(node, most)
  return title === undefined ? inside : shortened(`${title}: ${inside}`, most * 2)
}

/** What a part is called: a FHIR resource, or what has a code with words. */
export function titleOf(node: TreeNode): string | undefined {
  if (node.kind !== 'object' && node.kind !== 'element') return undefined
  return fhirTitle(node) ?? codedTitle(node)
}

/** The words of a code: of a concept of FHIR (R4, 2.24.0.8), or of CDA's `displayName`. */
function codedTitle(node: TreeNode): string | undefined {
  const code = named(node, 'code')
  if (code === undefined) return undefined
  const coding = named(code, 'coding')
  const display = code.children.find(({ kind, label }) => {
    return kind === 'attribute' && label === 'displayName'
  })
  return (
    valueOf(named(code, 'text')) ??
    valueOf(named(coding, 'display')) ??
    display?.value ??
    valueOf(named(node, 'display'))
  )
}

const PARTS_OF_CONCEPT = new Set(['coding', 'text', 'id'])
const PARTS_OF_REFERENCE = new Set(['reference', 'display', 'type', 'id'])

/** A concept or a reference in its words, and what else it says. */
export interface Referred {
  words: string
  /** Every value that is not in the words: systems, further codings. */
  rest: string
}

/** What a field says by a concept or a reference (FHIR R4, 2.24.0.8 and 2.3.0); `undefined` for all else. */
export function referredTo(node: TreeNode): Referred | undefined {
  if (node.kind !== 'object' || node.children.length === 0) return undefined
  const isMadeOf = (parts: ReadonlySet<string>) =>
    node.children.every(({ label }) => parts.has(label))
  if (isMadeOf(PARTS_OF_CONCEPT)) {
    const coding = named(node, 'coding')
    const said = named(node, 'text') ?? named(coding, 'display')
    const coded = named(coding, 'code')
    const [words, code] = [valueOf(said), valueOf(coded)]
    const whole = words === undefined ? code : code === undefined ? words : `${words} (${code})`
    return whole === undefined ? undefined : { words: whole, rest: valuesBut(node, [said, coded]) }
  }
  if (!isMadeOf(PARTS_OF_REFERENCE)) return undefined
  const parts = [named(node, 'display'), named(node, 'reference')]
  const [display, reference] = parts.map(valueOf)
  const words = display === undefined ? reference : `${display} (${reference ?? 'no reference'})`
  return words === undefined ? undefined : { words, rest: valuesBut(node, parts) }
}

/** All values inside but some, each with its name and, of a list, its place. */
function valuesBut(root: TreeNode, but: readonly (TreeNode | undefined)[]): string {
  const words: string[] = []
  const stack: [node: TreeNode, place: string][] = [[root, '']]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [node, place] = next
    if (but.includes(node)) continue
    if (node.children.length === 0) words.push(`${place}${node.label} ${node.value ?? ''}`)
    for (const child of node.children.toReversed()) {
      const isLater = node.kind === 'array' && child.label !== '0'
      stack.push([child, isLater ? `${place}${Number(child.label) + 1}. ` : place])
    }
  }
  return words.join(', ')
}

function emptyWords({ kind }: TreeNode): string {
  if (kind === 'object') return '{}'
  return kind === 'array' ? '[]' : ''
}

/** The values inside, in order, as far as there is room; without recursion. */
function leaves(root: TreeNode, most: number): string {
  const words: string[] = []
  let length = 0
  const stack = root.children.toReversed()
  for (let node = stack.pop(); node !== undefined && length < most; node = stack.pop()) {
    if (node.value !== undefined && node.value.trim() !== '') {
      const word = shortened(node.value.trim(), most)
      const needsName = node.kind !== 'text' && !/^\d+$/.test(node.label) && node.label !== 'value'
      words.push(needsName ? `${node.label} ${word}` : word)
      length += word.length + node.label.length
    }
    for (const child of node.children.toReversed()) stack.push(child)
  }
  const text = words.join(', ')
  return stack.length > 0 ? `${shortened(text, most)} …` : shortened(text, most)
}

/** A value with its unit, where the parent is a quantity (FHIR's, or a `value` of CDA). */
export function withUnit(node: TreeNode, value: string): string {
  const { parent } = node
  if (node.label !== 'value' || parent === undefined || value === '') return value
  const unit =
    node.kind === 'attribute'
      ? attributeOf(parent, 'unit')
      : node.kind === 'number'
        ? (valueOf(named(parent, 'unit')) ?? valueOf(named(parent, 'code')))
        : undefined
  const sign = node.kind === 'number' ? (valueOf(named(parent, 'comparator')) ?? '') : ''
  return unit === undefined ? `${sign}${value}` : `${sign}${value} ${unit}`
}

/** Of a unit the whole quantity, "5 mg", as a unit alone says nothing; `undefined` for all else. */
export function quantityWords({ kind, label, value, parent }: TreeNode): string | undefined {
  if (label !== 'unit' || value === undefined || parent === undefined) return undefined
  const of = kind === 'attribute' ? attributeOf(parent, 'value') : valueOf(named(parent, 'value'))
  return of === undefined ? undefined : `${of} ${value}`
}

function attributeOf(node: TreeNode, name: string): string | undefined {
  return node.children.find(({ kind, label }) => kind === 'attribute' && label === name)?.value
}

/** Whether two numbers are the same one, written differently: told by their digits, as a computation would lose some. */
export function isSameNumber(one: string, other: string): boolean {
  const [left, right] = [plainNumber(one), plainNumber(other)]
  return left !== undefined && left === right
}

function plainNumber(text: string): string | undefined {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text.trim())
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return '0'
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`
}
