import type { TreeNode } from '#formats/tree/tree-node.ts'
import { matchItems, type ItemMatch } from '../align/match-items.ts'
import { shortened } from '../shortened.ts'
import type { RowBuilder, Naming } from '../structure/rows.ts'
import { Fingerprints, isNamespace } from './fingerprints.ts'
import { Identities } from './identity.ts'
import {
  isSameNumber,
  nodeWords,
  quantityWords,
  referredTo,
  withUnit,
  WHOLE,
  type Referred,
} from './node-words.ts'
import { Paths } from './paths.ts'
import { treeLikeness } from './tree-likeness.ts'
import { fullName, stepName, type TreeWords } from './tree-words.ts'

/** Levels that are gone into; what lies deeper is compared as a whole. */
const DEEPEST = 400

/** What it is that a thing stands elsewhere among its siblings. */
type Order = 'change' | 'remark' | 'ignore'

/** Compares two trees by structure into rows: values by name, items of lists by what they are. */
export class TreeComparison {
  private readonly prints = new Fingerprints()
  private readonly identities = new Identities()
  private readonly paths = new Paths()
  readonly builder: RowBuilder
  private readonly words: TreeWords

  constructor(builder: RowBuilder, words: TreeWords) {
    this.builder = builder
    // The title of a list of thousands is asked for with each of its items.
    const titles = new Map<TreeNode, string | undefined>()
    this.words = {
      ...words,
      title: (node) => {
        if (!titles.has(node)) titles.set(node, words.title(node))
        return titles.get(node)
      },
    }
  }

  compare(left: TreeNode, right: TreeNode, depth = 0): void {
    if (this.prints.of(left) === this.prints.of(right)) return this.same(right, depth)
    if (this.prints.nameOf(left) !== this.prints.nameOf(right) && left.parent === undefined) {
      return this.replaced(left, right, depth)
    }
    if (this.mustPart(left, right)) {
      this.builder.remarks.add(
        'Parts that are about another patient, test or thing are shown as removed and added, not as changed.',
      )
      return this.replaced(left, right, depth)
    }
    if (this.words.take?.(left, right, depth) === true) return
    if (left.kind !== right.kind || isLeaf(left) || isLeaf(right)) {
      return this.value(left, right, depth)
    }
    const [before, after] = [referredTo(left), referredTo(right)]
    if (before !== undefined && after !== undefined && before.words !== after.words) {
      // What the words leave out may differ as well.
      const isAll = before.rest === after.rest
      const said = ({ words, rest }: Referred) =>
        isAll || rest === '' ? words : `${words} [${rest}]`
      return this.builder.changed(this.naming(right, depth), said(before), said(after))
    }
    if (depth >= DEEPEST) {
      this.builder.notCompared.add(
        `What is nested deeper than ${DEEPEST} levels is compared whole.`,
      )
      return this.value(left, right, depth)
    }
    this.group(right, depth)
    if (right.kind === 'array') this.items(left.children, right.children, depth + 1)
    else if (right.kind === 'object') this.fields(left, right, depth + 1)
    else this.element(left, right, depth + 1)
  }

  private mustPart(left: TreeNode, right: TreeNode): boolean {
    const isField =
      right.parent?.kind === 'object' && right.label !== 'resource' && left.label === right.label
    return this.identities.conflict(left, right, isField)
  }

  private group(node: TreeNode, depth: number): void {
    const title = this.words.title(node) ?? this.words.step(node) ?? stepName(node)
    this.builder.place = this.words.place(node, depth) ?? this.builder.place
    if (title === '' || this.words.isEnvelope(node)) return
    this.builder.group(title, this.paths.of(node), depth, 'changed')
  }

  private fields(left: TreeNode, right: TreeNode, depth: number): void {
    const pairs = matchItems(left.children, right.children, {
      print: (node) => this.prints.of(node),
      key: (node) => this.prints.nameOf(node),
      // A key that stands twice in one object: first with first.
      alike: () => 1,
    })
    const counts = countNames(right.children, this.prints)
    for (const match of pairs) {
      const isRepeated = match.kind === 'pair' && (counts.get(match.right.label) ?? 0) > 1
      this.match(match, depth, isRepeated ? 'change' : 'ignore')
    }
  }

  private element(left: TreeNode, right: TreeNode, depth: number): void {
    const attributes = (node: TreeNode) =>
      node.children.filter((child) => child.kind === 'attribute' && !isNamespace(child))
    const inner = (node: TreeNode) => node.children.filter(({ kind }) => kind !== 'attribute')
    const byName = matchItems(attributes(left), attributes(right), {
      print: (node) => this.prints.of(node),
      key: (node) => this.prints.nameOf(node),
      alike: () => 1,
    })
    for (const match of byName) this.match(match, depth, 'ignore')
    if (left.value !== undefined || right.value !== undefined) {
      if (left.value !== right.value) this.text(left, right, depth)
    }
    this.items(inner(left), inner(right), depth)
  }

  /** The text of an element that has attributes too. */
  private text(left: TreeNode, right: TreeNode, depth: number): void {
    const naming = { ...this.naming(right, depth), label: 'Text' }
    if (left.value === undefined) this.builder.added(naming, right.value ?? '')
    else if (right.value === undefined) this.builder.removed(naming, left.value)
    else this.builder.changed(naming, left.value, right.value)
  }

  private items(left: readonly TreeNode[], right: readonly TreeNode[], depth: number): void {
    const counts = [countNames(left, this.prints), countNames(right, this.prints)]
    const matches = matchItems(left, right, {
      print: (node) => this.prints.of(node),
      key: (node) => {
        const name = node.kind === 'element' ? this.prints.nameOf(node) : node.kind
        // The only one of its name is found by it: whether it is still about the same is looked at then.
        const isOnly = node.kind === 'element' && counts.every((all) => all.get(name) === 1)
        const key = isOnly ? undefined : this.identities.key(node)
        return key === undefined ? name : `${name} ${key}`
      },
      alike: (one, other) => {
        if (
          one.kind === 'element' &&
          counts.every((all) => all.get(this.prints.nameOf(one)) === 1)
        ) {
          return 1
        }
        return treeLikeness(one, other, this.prints, this.identities)
      },
    })
    const isList = right[0]?.parent?.kind === 'array' || left[0]?.parent?.kind === 'array'
    const orderOf = (node: TreeNode) => {
      const isOneOfMany = (counts[1]?.get(this.prints.nameOf(node)) ?? 0) > 1
      return isList || node.kind === 'text' || isOneOfMany ? 'change' : 'remark'
    }
    for (const match of matches) {
      this.match(match, depth, match.kind === 'pair' ? orderOf(match.right) : 'ignore')
    }
  }

  private match(match: ItemMatch<TreeNode>, depth: number, order: Order): void {
    switch (match.kind) {
      case 'removed':
        return this.builder.removed(this.naming(match.left, depth), shownValue(match.left))
      case 'added':
        return this.builder.added(this.naming(match.right, depth), shownValue(match.right))
      case 'pair': {
        const { left, right, from, to, isMoved } = match
        if (isMoved && order === 'change') {
          const naming = this.naming(right, depth)
          if (isLeaf(right)) naming.full += ` “${shortened(right.value ?? '', 60)}”`
          this.builder.moved(naming, `place ${from + 1}`, `place ${to + 1}`)
        } else if (isMoved && order === 'remark') {
          this.builder.remarks.add('Some elements stand in another order.')
        }
        return this.compare(left, right, depth)
      }
    }
  }

  private same(node: TreeNode, depth: number): void {
    if (this.builder.hasRoomForSame()) this.builder.same(this.naming(node, depth), nodeWords(node))
  }

  private replaced(left: TreeNode, right: TreeNode, depth: number): void {
    this.builder.removed(this.naming(left, depth), nodeWords(left, WHOLE))
    this.builder.added(this.naming(right, depth), nodeWords(right, WHOLE))
  }

  private value(left: TreeNode, right: TreeNode, depth: number): void {
    const naming = this.naming(right, depth)
    const minor = this.words.isMinor(right) ? ({ minor: true } as const) : {}
    const isNumber = left.kind === 'number' && right.kind === 'number'
    let [before, after] = [quantityWords(left), quantityWords(right)]
    if (before === undefined || after === undefined) {
      ;[before, after] = [shownValue(left), shownValue(right)]
    }
    if (left.kind !== right.kind) {
      before = `${before} (${left.kind})`
      after = `${after} (${right.kind})`
    }
    if (isNumber && isSameNumber(left.value ?? '', right.value ?? '')) {
      this.builder.remarks.add('Some numbers are the same, written differently.')
      return this.builder.changed(naming, before, after, {
        note: 'The same number, written differently',
        ...minor,
      })
    }
    this.builder.changed(naming, before, after, minor)
  }

  private naming(node: TreeNode, depth: number): Naming {
    const own = this.words.title(node) ?? this.words.step(node) ?? stepName(node)
    return { label: own, full: fullName(node, own, this.words), path: this.paths.of(node), depth }
  }
}

function isLeaf(node: TreeNode): boolean {
  return node.kind !== 'object' && node.kind !== 'array' && node.kind !== 'element'
}

function shownValue(node: TreeNode): string {
  if (node.children.length > 0) return nodeWords(node, WHOLE)
  if (node.kind === 'text' && node.value?.trim() === '') return '(a blank between words)'
  return withUnit(node, node.value ?? nodeWords(node))
}

function countNames(nodes: readonly TreeNode[], prints: Fingerprints): Map<string, number> {
  const counts = new Map<string, number>()
  for (const node of nodes) {
    const name = prints.nameOf(node)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
