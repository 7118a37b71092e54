import type { Narrative, NarrativeElement } from '#formats/ccda/narrative.ts'

/** What is laid out as a block or a part of a table or list. */
type BlockType =
  | 'paragraph'
  | 'list'
  | 'item'
  | 'caption'
  | 'table'
  | 'thead'
  | 'tbody'
  | 'tfoot'
  | 'row'
  | 'cell'

/** What stands within a line. */
export type InlineElement = Exclude<NarrativeElement, { type: BlockType }>

const EMPTY = { styles: [], children: [] } as const

export const EMPTY_ITEM: NarrativeElement = { type: 'item', ...EMPTY }
export const EMPTY_ROW: NarrativeElement = { type: 'row', ...EMPTY }
export const EMPTY_CELL: NarrativeElement = {
  type: 'cell',
  header: false,
  columns: 1,
  rows: 1,
  ...EMPTY,
}

export function isOf(node: Narrative, types: readonly NarrativeElement['type'][]): boolean {
  return typeof node !== 'string' && types.includes(node.type)
}

/** What may not stand in a list, table or row is put into an element that may: no text is lost for its place. */
export function wrapped(
  nodes: readonly Narrative[],
  allowed: readonly NarrativeElement['type'][],
  shell: NarrativeElement,
): Narrative[] {
  return nodes
    .filter((node) => typeof node !== 'string' || node.trim() !== '')
    .map((node) => (isOf(node, allowed) ? node : { ...shell, children: [node] }))
}
