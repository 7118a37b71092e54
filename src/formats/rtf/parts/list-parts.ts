import type { Context } from '../context.ts'
import { NOWHERE, type Destination } from '../formats.ts'
import { LONGEST_MARKER, type ListLevel, type OldNumbering } from '../lists.ts'
import type { WordAction } from '../words/char-words.ts'

/** The tables of lists, and what the items of a list are printed with (RTF 1.9.1, “List Tables”). */
export const LIST_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['listtable', (context) => context.redirect(NOWHERE)],
  ['listoverridetable', (context) => context.redirect(NOWHERE)],
  ['list', readList],
  ['listlevel', readLevel],
  ['leveltext', readLevelText],
  ['listoverride', readOverride],
  ['lfolevel', readLevelOverride],
  ['listtext', readMarker],
  ['pntext', readMarker],
  ['pn', readOldNumbering],
  ['pntxtb', (context) => readAround(context, 'before')],
  ['pntxta', (context) => readAround(context, 'after')],
])

const MOST_LEVELS = 9

/** A list of the table, or an override of it, while it is read. */
class ListReader implements Destination {
  readonly levels: ListLevel[] = []
  id: number | undefined
  ls: number | undefined
  readonly starts = new Map<number, number>()
  readonly overridden = new Map<number, ListLevel>()
  /** Of `\lfolevel`, the level that is overridden. */
  at = -1
  private isStart = false

  text(): void {}

  word(word: string, parameter: number | undefined): void {
    if (word === 'listid') this.id = parameter
    else if (word === 'ls') this.ls = parameter
    else if (word === 'listoverridestartat') this.isStart = parameter !== 0
    else if (word === 'levelstartat' && this.isStart && parameter !== undefined)
      this.starts.set(this.at, parameter)
  }

  nextLevel(): void {
    this.at += 1
    this.isStart = false
  }

  add(level: ListLevel): void {
    if (this.at >= 0) this.overridden.set(this.at, level)
    else if (this.levels.length < MOST_LEVELS) this.levels.push(level)
  }
}

class LevelReader implements Destination {
  readonly level: ListLevel = { format: 0, start: 1, text: '', signs: undefined }

  text(): void {}

  word(word: string, parameter = 0): void {
    if (word === 'levelnfc' || word === 'levelnfcn') this.level.format = parameter
    else if (word === 'levelstartat') this.level.start = parameter
  }
}

function readList(context: Context): void {
  const reader = new ListReader()
  const { lists } = context.state.header.lists
  context.redirect(reader)
  context.atEnd(() => {
    if (reader.id !== undefined) lists.set(reader.id, reader.levels)
  })
}

function readOverride(context: Context): void {
  const reader = new ListReader()
  const { overrides } = context.state.header.lists
  context.redirect(reader)
  context.atEnd(() => {
    const { id, ls, starts, overridden } = reader
    if (id !== undefined && ls !== undefined)
      overrides.set(ls, { list: id, starts, levels: overridden })
  })
}

function readLevelOverride({ state }: Context): void {
  if (state.destination instanceof ListReader) state.destination.nextLevel()
}

function readLevel(context: Context): void {
  const { state } = context
  const list = state.destination
  const reader = new LevelReader()
  context.redirect(reader)
  context.atEnd(() => {
    reader.level.signs = state.header.coding(state.chars.font).signs
    if (list instanceof ListReader) list.add(reader.level)
  })
}

function readLevelText(context: Context): void {
  const reader = context.state.destination
  context.collect((text) => {
    if (reader instanceof LevelReader) reader.level.text = text
  })
}

/** As it is printed in front of the paragraph that follows. */
function readMarker(context: Context): void {
  const { story } = context.state
  context.collect((text) => {
    story.marker = text
  })
}

class OldReader implements Destination {
  readonly numbering: OldNumbering = { type: 'body', format: 0, start: 1, before: '', after: '' }
  private readonly context: Context

  constructor(context: Context) {
    this.context = context
  }

  text(): void {}

  word(word: string, parameter: number | undefined): void {
    const { numbering } = this
    if (word === 'pnlvlblt') numbering.type = 'bullet'
    else if (word === 'pnlvlcont') numbering.type = 'continue'
    else if (word === 'pnstart') numbering.start = parameter ?? 1
    else if (word === 'pnf') this.context.state.edit().font = parameter
    else numbering.format = OLD_FORMATS.get(word) ?? numbering.format
  }
}

const OLD_FORMATS = new Map([
  ['pndec', 0],
  ['pncard', 0],
  ['pnucrm', 1],
  ['pnlcrm', 2],
  ['pnucltr', 3],
  ['pnlcltr', 4],
  ['pnord', 5],
])

/** It is of the paragraph around its group. */
function readOldNumbering(context: Context): void {
  const reader = new OldReader(context)
  const around = context.stack.at(-1)
  context.redirect(reader)
  context.atEnd(() => {
    if (around) around.paragraph = { ...around.paragraph, numbering: reader.numbering }
  })
}

function readAround(context: Context, side: 'before' | 'after'): void {
  const reader = context.state.destination
  context.collect((text) => {
    if (reader instanceof OldReader) reader.numbering[side] = text.slice(0, LONGEST_MARKER)
  })
}
