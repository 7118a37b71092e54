import { createElement, useState, type ReactNode } from 'react'
import type { EmbeddedContent } from '#formats/ccda/coded-entries.ts'
import { narrativeText, type Narrative, type NarrativeElement } from '#formats/ccda/narrative.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { NarrativeLink } from './NarrativeLink.tsx'
import { NarrativeMedia } from './NarrativeMedia.tsx'
import {
  type InlineElement,
  EMPTY_CELL,
  EMPTY_ITEM,
  EMPTY_ROW,
  isOf,
  wrapped,
} from './place-narrative.ts'
import styles from './ccda.module.css'

/** Children that are laid out at once. */
const STEP = 500

interface Surroundings {
  /** Before the ids of the document, which may not take the page's own. */
  prefix: string
  media: ReadonlyMap<string, EmbeddedContent>
}

/** The narrative of a section, drawn of our own elements only. */
export function NarrativeView(
  props: { narrative: readonly Narrative[]; language: string | undefined } & Surroundings,
) {
  const { narrative, language, ...around } = props
  return (
    <div className={styles['narrative']} lang={language} dir="auto">
      <Nodes nodes={narrative} {...around} />
    </div>
  )
}

/** What the button for more stands in: a list takes items only, a table sections, rows and cells. */
const AROUND_MORE = {
  line: [],
  list: ['li'],
  table: ['tbody', 'tr', 'td'],
  rows: ['tr', 'td'],
  cells: ['td'],
}

/** The first of them, and a button for more: there may be any number. */
function Nodes(
  props: { nodes: readonly Narrative[]; place?: keyof typeof AROUND_MORE } & Surroundings,
): ReactNode {
  const { nodes, place = 'line', ...around } = props
  const [limit, setLimit] = useState(STEP)
  const left = nodes.length - limit
  // Nodes have no identity but their place, and never change once they are read.
  const shown = nodes.slice(0, limit).map((node, at) => {
    const key = `${at}`
    return typeof node === 'string' ? node : <Node key={key} node={node} {...around} />
  })
  if (left <= 0) return shown
  const button = (
    <Button size="s" onClick={() => setLimit(limit + STEP * 4)}>
      Show more of the {left} that follow
    </Button>
  )
  return (
    <>
      {shown}
      {AROUND_MORE[place].reduceRight<ReactNode>(
        (inside, name) => createElement(name, name === 'td' ? { colSpan: 100 } : {}, inside),
        button,
      )}
    </>
  )
}

function Node({ node, ...around }: { node: NarrativeElement } & Surroundings): ReactNode {
  const common = commonOf(node, around.prefix)
  const inside = <Nodes nodes={node.children} {...around} />
  switch (node.type) {
    case 'paragraph':
      // No `p`: authors put lists and pictures into paragraphs.
      return (
        <div dir="auto" {...common} className={cx(common.className, styles['paragraph'])}>
          {inside}
        </div>
      )
    case 'list':
      return <List node={node} {...around} />
    case 'item':
      return (
        <li dir="auto" {...common}>
          {inside}
        </li>
      )
    case 'caption':
      return (
        <span {...common} className={cx(common.className, styles['caption'])}>
          {inside}
        </span>
      )
    case 'table':
      return <Table node={node} {...around} />
    case 'thead':
    case 'tbody':
    case 'tfoot':
      return <Rows as={node.type} nodes={node.children} {...around} />
    case 'row':
      return (
        <tr {...common}>
          <Nodes nodes={wrapped(node.children, ['cell'], EMPTY_CELL)} place="cells" {...around} />
        </tr>
      )
    case 'cell':
      return createElement(
        node.header ? 'th' : 'td',
        { dir: 'auto', ...common, colSpan: node.columns, rowSpan: node.rows },
        inside,
      )
    case 'break':
    case 'sub':
    case 'sup':
    case 'inserted':
    case 'deleted':
    case 'footnote':
    case 'link':
    case 'footnoteReference':
    case 'media':
    case 'content':
    case 'unknown':
      return <Inline node={node} {...around} />
  }
}

function commonOf(node: NarrativeElement, prefix: string) {
  return {
    id: node.id === undefined ? undefined : `${prefix}-${node.id}`,
    lang: node.language,
    className: cx(...node.styles.map((style) => styles[style])) || undefined,
  }
}

/** What stands within a line. */
function Inline({ node, ...around }: { node: InlineElement } & Surroundings): ReactNode {
  const { prefix, media } = around
  const common = commonOf(node, prefix)
  const inside = <Nodes nodes={node.children} {...around} />
  switch (node.type) {
    case 'break':
      return (
        <>
          <br />
          {inside}
        </>
      )
    case 'sub':
      return <sub {...common}>{inside}</sub>
    case 'sup':
      return <sup {...common}>{inside}</sup>
    case 'inserted':
      return <ins {...common}>{inside}</ins>
    case 'deleted':
      return <del {...common}>{inside}</del>
    case 'footnote':
      return (
        <span role="note" {...common} className={styles['footnote']}>
          {inside}
        </span>
      )
    case 'link':
    case 'footnoteReference': {
      const href = node.type === 'link' ? node.href : node.target && `#${node.target}`
      const isEmpty = narrativeText(node.children).trim() === ''
      return (
        <NarrativeLink href={href} prefix={prefix}>
          {isEmpty ? (href ?? 'note') : inside}
        </NarrativeLink>
      )
    }
    case 'media':
      return (
        <>
          {inside}
          <NarrativeMedia targets={node.targets} media={media} />
        </>
      )
    case 'content':
    case 'unknown':
      return <span {...common}>{inside}</span>
  }
}

function List({ node, ...around }: { node: NarrativeElement } & Surroundings) {
  const captions = node.children.filter((part) => isOf(part, ['caption']))
  const items = wrapped(
    node.children.filter((part) => !isOf(part, ['caption'])),
    ['item'],
    EMPTY_ITEM,
  )
  const common = commonOf(node, around.prefix)
  const inside = <Nodes nodes={items} place="list" {...around} />
  return (
    <>
      <Nodes nodes={captions} {...around} />
      {node.type === 'list' && node.ordered ? (
        <ol {...common}>{inside}</ol>
      ) : (
        <ul {...common}>{inside}</ul>
      )}
    </>
  )
}

function Table({ node, ...around }: { node: NarrativeElement } & Surroundings) {
  const captions = node.children.filter((part) => isOf(part, ['caption']))
  const sections = node.children.filter((part) => isOf(part, ['thead', 'tbody', 'tfoot']))
  const rows = node.children.filter((part) => !isOf(part, ['caption', 'thead', 'tbody', 'tfoot']))
  return (
    <div
      className={styles['tableScroller']}
      role="group"
      aria-label="Table"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table {...commonOf(node, around.prefix)}>
        {captions.length > 0 && (
          <caption>
            <Nodes nodes={captions} {...around} />
          </caption>
        )}
        <Nodes nodes={sections} place="table" {...around} />
        {rows.length > 0 && <Rows as="tbody" nodes={rows} {...around} />}
      </table>
    </div>
  )
}

function Rows(
  props: { as: 'thead' | 'tbody' | 'tfoot'; nodes: readonly Narrative[] } & Surroundings,
) {
  const { as, nodes, ...around } = props
  const rows = wrapped(nodes, ['row'], EMPTY_ROW)
  return createElement(as, undefined, <Nodes nodes={rows} place="rows" {...around} />)
}
