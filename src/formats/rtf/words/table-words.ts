import type { Context } from '../context.ts'
import type { CellDefinition } from '../tables.ts'
import type { WordAction } from './char-words.ts'
import { paragraphLook, tableLevel } from './paragraph-words.ts'

/** The control words of tables (RTF 1.9.1, “Table Definitions”). */
export const TABLE_WORDS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  [
    'trowd',
    (context) => {
      const { state } = context
      // Some writers define the rows of an inner table where those of an outer one are.
      state.rowLevel = state.isInnerRow ? nestedLevel(context) : Math.max(1, tableLevel(context))
      state.story.defineRow(state.rowLevel)
      context.cell = {}
    },
  ],
  ['cellx', defineCell],
  ['clmgf', (context) => setCell(context, { across: 'first' })],
  ['clmrg', (context) => setCell(context, { across: 'continued' })],
  ['clvmgf', (context) => setCell(context, { down: 'first' })],
  ['clvmrg', (context) => setCell(context, { down: 'continued' })],
  [
    'trhdr',
    ({ state }) => {
      state.story.definition(state.rowLevel).isHeader = true
    },
  ],
  [
    'trleft',
    ({ state }, left = 0) => {
      state.story.definition(state.rowLevel).left = left
    },
  ],
  [
    'rtlrow',
    ({ state }) => {
      state.story.definition(state.rowLevel).isRtl = true
    },
  ],
  ['cell', (context) => context.state.story.endCell(paragraphLook(context), 1)],
  ['nestcell', endNestedCell],
  ['row', endRow],
  ['nestrow', (context) => context.state.story.endRow(nestedLevel(context))],
])

function endRow(context: Context): void {
  const { story } = context.state
  if (!story.isParagraphEmpty) story.endCell(paragraphLook(context), 1)
  story.endRow(1)
}

function setCell(context: Context, some: Partial<CellDefinition>): void {
  Object.assign(context.cell, some)
}

function defineCell(context: Context, right = 0): void {
  const { story, rowLevel } = context.state
  const { across, down } = context.cell
  story.defineCell(rowLevel, { right, across, down })
  context.cell = {}
}

/** The level of what is nested, which is never the first. */
function nestedLevel(context: Context): number {
  return Math.max(2, tableLevel(context))
}

function endNestedCell(context: Context): void {
  context.state.story.endCell(paragraphLook(context), nestedLevel(context))
}
