import { gatherChanges, listed, NOTHING_FOUND, type Change, type Comparison } from '../changes.ts'
import { drawnPair } from '../text/mark-words.ts'

export type Fate = 'same' | 'added' | 'removed' | 'changed' | 'moved'

/** A row of a comparison by structure: the head of a part, a value before and after, or the cells of a row of a table. */
export type StructureRow =
  | { type: 'group'; depth: number; title: string; path: string; fate: Fate }
  | {
      type: 'value'
      depth: number
      label: string
      path: string
      fate: Fate
      /** `undefined` on the side that lacks it. */
      before: string | undefined
      after: string | undefined
      /** What else the reader must know of it. */
      note: string | undefined
    }
  | { type: 'cells'; depth: number; label: string; fate: Fate; cells: readonly CellPair[] }

export interface CellPair {
  before: string | undefined
  after: string | undefined
}

export interface StructureComparison extends Comparison {
  rows: readonly StructureRow[]
}

/** What a value is called: `label` in its row, `full` where it stands alone. */
export interface Naming {
  label: string
  full: string
  path: string
  depth: number
}

interface More {
  minor?: true
  urgent?: true
  note?: string
}

/** More rows than this are not drawn; their changes are counted. */
const MAX_ROWS = 20_000
const MAX_SAME = 5_000
/** Characters of a value that are drawn. */
const MAX_VALUE = 20_000

/** Gathers the rows of a comparison and its changes, each change with the row it is seen in. */
export class RowBuilder {
  readonly rows: StructureRow[] = []
  readonly remarks = new Set<string>()
  readonly notCompared = new Set<string>()
  readonly counts = { added: 0, removed: 0, changed: 0, moved: 0 }
  /** The part that changes are now found in, for the summary. */
  place = ''
  private readonly places = new Set<string>()
  private readonly changes = gatherChanges()
  private isFull = false
  private isSameCut = false

  group(title: string, path: string, depth: number, fate: Fate): void {
    this.push({ type: 'group', depth, title, path, fate })
  }

  /** Whether what did not change still finds room; where it does not, that is said once. */
  hasRoomForSame(): boolean {
    if (this.rows.length < MAX_SAME) return true
    this.isSameCut = true
    return false
  }

  same({ label, path, depth }: Naming, value: string): void {
    const text = cut(value)
    const common = { type: 'value', depth, label, path, fate: 'same', note: undefined } as const
    this.push({ ...common, before: text, after: text })
  }

  added(naming: Naming, after: string, more: More = {}): void {
    this.value(naming, 'added', undefined, after, more)
    this.add({ ...this.at(naming, more), kind: 'added', after })
  }

  removed(naming: Naming, before: string, more: More = {}): void {
    this.value(naming, 'removed', before, undefined, more)
    this.add({ ...this.at(naming, more), kind: 'removed', before })
  }

  changed(naming: Naming, before: string, after: string, more: More = {}): void {
    this.value(naming, 'changed', before, after, more)
    this.add({ ...this.at(naming, more), kind: 'changed', before, after })
  }

  moved(naming: Naming, before: string, after: string): void {
    this.value(naming, 'moved', before, after, { note: 'Moved' })
    this.add({ ...this.at(naming, {}), kind: 'moved', before, after })
  }

  /** A row of a table: cells side by side, as one change. */
  cells(naming: Naming, cells: readonly CellPair[], fate: Fate, changes: readonly Change[]): void {
    const { label, depth } = naming
    this.push({ type: 'cells', depth, label, fate, cells })
    for (const change of changes) this.add({ ...change, anchor: this.anchor() })
  }

  /** @param noun what is counted, "value" */
  finish(noun: string, whenSame: string): StructureComparison {
    const { rows, remarks, notCompared } = this
    if (this.isFull) {
      notCompared.add('Only the first changes are drawn: there are more than a page can hold.')
    }
    const { changes, total } = this.changes.list()
    // What a remark tells of differs, too.
    const told = remarks.size > 0 ? [...remarks].join(' ') : whenSame
    const same = notCompared.size > 0 ? NOTHING_FOUND : told
    const summary =
      total === 0 ? same : `${countWords(this.counts, noun)}${placesWords([...this.places])}.`
    return {
      summary,
      changes,
      total,
      rows,
      remarks: [
        ...remarks,
        ...(this.isSameCut ? ['Not all of what did not change is listed.'] : []),
      ],
      notCompared: [...notCompared],
    }
  }

  private value(
    { label, path, depth }: Naming,
    fate: Fate,
    before: string | undefined,
    after: string | undefined,
    { note }: More,
  ): void {
    const [one, other] =
      before === undefined || after === undefined
        ? [before && cut(before), after && cut(after)]
        : drawnPair(before, after)
    const drawn = { before: one, after: other }
    this.push({ type: 'value', depth, label, path, fate, ...drawn, note })
  }

  private at({ full, path }: Naming, { minor, urgent }: More) {
    const rank = { ...(minor === true && { minor }), ...(urgent === true && { urgent }) }
    return { label: full, path, anchor: this.anchor(), ...rank }
  }

  private anchor(): string {
    return String(this.rows.length - 1)
  }

  private add(change: Change): void {
    this.counts[change.kind] += 1
    if (this.place !== '') this.places.add(this.place)
    this.changes.add(change)
  }

  private push(row: StructureRow): void {
    // What did not change leaves room for what did.
    if ('fate' in row && row.fate === 'same' && !this.hasRoomForSame()) return
    if (this.rows.length < MAX_ROWS) this.rows.push(row)
    else this.isFull = true
  }
}

/** "2 values changed, 1 added" */
function countWords(counts: RowBuilder['counts'], noun: string): string {
  const words: string[] = []
  for (const kind of ['changed', 'added', 'removed', 'moved'] as const) {
    const count = counts[kind]
    if (count === 0) continue
    const number = count.toLocaleString('en')
    const what = words.length === 0 ? ` ${count === 1 ? noun : `${noun}s`}` : ''
    words.push(`${number}${what} ${kind}`)
  }
  return words.join(', ')
}

function placesWords(places: readonly string[]): string {
  return places.length === 0 ? '' : ` in ${listed(places)}`
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}
