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

function Nodes({ nodes, ...around }: { nodes: readonly Narrative[] } & Surroundings): ReactNode {
  // Nodes have no identity but their place, and never change once they are read.
  return nodes.map((node, place) => {
    const key = `${place}`
    return typeof node === 'string' ? node : <Node key={key} node={node} {...around} />
  })
}

/** As `Nodes`, for lists and tables of any length. */
function ManyNodes(props: { nodes: readonly Narrative[]; columns?: boolean } & Surroundings) {
  const { nodes, columns = false, ...around } = props
  const [limit, setLimit] = useState(STEP)
  const left = nodes.length - limit
  if (left <= 0) return <Nodes nodes={nodes} {...around} />
  const button = (
    <Button size="s" onClick={() => setLimit(limit + STEP * 4)}>
      Show more of the {left} that follow
    </Button>
  )
  return (
    <>
      <Nodes nodes={nodes.slice(0, limit)} {...around} />
      {columns ? (
        <tr>
          <td colSpan={100}>{button}</td>
        </tr>
      ) : (
        <li>{button}</li>
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
          <Nodes nodes={wrapped(node.children, ['cell'], EMPTY_CELL)} {...around} />
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
  const inside = <ManyNodes nodes={items} {...around} />
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
  const rows = node.children.filter((part) => ![...captions, ...sections].includes(part))
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
        <Nodes nodes={sections} {...around} />
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
  return createElement(as, undefined, <ManyNodes nodes={rows} columns {...around} />)
}
