import { createElement, useState, type ReactNode } from 'react'
import type { Block, Paragraph } from '#formats/flow/flow-document.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { useAround } from './document-context.ts'
import { blockId, changeWords, type Own } from './document-words.ts'
import { Changed, Inlines } from './InlineView.tsx'
import { TableView } from './TableView.tsx'
import styles from './written.module.css'

/** Blocks within a cell, a note or a box that are laid out at once. */
const STEP = 1000

/**
 * Blocks that follow each other, items of a list together.
 * @param start of the blocks of the text itself: the place of the first in its part, by which it can be gone to
 */
export function Blocks(props: { blocks: readonly Block[]; start?: number | undefined }): ReactNode {
  const { blocks, start } = props
  const [limit, setLimit] = useState(STEP)
  const left = blocks.length - limit
  // Blocks have no identity but their place, and never change once they are read.
  return (
    <>
      {groupsOf(left > 0 ? blocks.slice(0, limit) : blocks).map(({ first, isList, members }) => {
        const drawn = members.map((block, place) => (
          <BlockView
            key={`${first + place}`}
            block={block}
            place={start === undefined ? undefined : start + first + place}
          />
        ))
        return isList ? (
          <div key={`${first}`} role="list">
            {drawn}
          </div>
        ) : (
          drawn
        )
      })}
      {left > 0 && (
        <Button size="s" onClick={() => setLimit(limit + STEP)}>
          Show more of the {left.toLocaleString()} paragraphs that follow here
        </Button>
      )}
    </>
  )
}

function groupsOf(blocks: readonly Block[]) {
  const groups: { first: number; isList: boolean; members: Block[] }[] = []
  for (const [place, block] of blocks.entries()) {
    const isList = block.type === 'paragraph' && isItem(block)
    const last = groups.at(-1)
    if (last?.isList === isList) last.members.push(block)
    else groups.push({ first: place, isList, members: [block] })
  }
  return groups
}

/** A heading that is numbered is a heading. */
function isItem({ item, heading }: Paragraph): boolean {
  return item !== undefined && heading === undefined
}

function BlockView({ block, place }: { block: Block; place: number | undefined }) {
  const { prefix } = useAround()
  const own = place === undefined ? {} : { id: blockId(prefix, place), tabIndex: -1 }
  switch (block.type) {
    case 'paragraph':
      return <ParagraphView paragraph={block} own={own} />
    case 'table':
      return <TableView table={block} own={own} />
    case 'pageBreak':
      return (
        <div {...own} role="separator" aria-label="New page" className={styles['pageBreak']}>
          <span>New page</span>
        </div>
      )
  }
}

function ParagraphView({ paragraph, own }: { paragraph: Paragraph; own: Own }) {
  const { prefix } = useAround()
  const { heading, align, indent = 0, item, direction, anchors = [], change, mark } = paragraph
  const content = (
    <>
      <Inlines inlines={paragraph.children} />
      {mark && (
        <Changed change={mark}>
          <span title={`Paragraph ${changeWords(mark)}`}>¶</span>
        </Changed>
      )}
    </>
  )
  const inside = (
    <>
      {anchors.map((name) => (
        <span key={name} id={`${prefix}-a-${name}`} tabIndex={-1} />
      ))}
      {item && <span className={styles['marker']}>{item.marker} </span>}
      {isItem(paragraph) ? <span className={styles['itemText']}>{content}</span> : content}
    </>
  )
  const marked = change === undefined ? inside : <Changed change={change}>{inside}</Changed>
  const isEmpty = paragraph.children.length === 0 && mark === undefined && item === undefined
  return createElement(
    // No `p`: boxes of text stand within paragraphs.
    heading === undefined || isEmpty ? 'div' : `h${Math.min(6, heading + 1)}`,
    {
      ...own,
      dir: direction ?? 'auto',
      role: isItem(paragraph) ? 'listitem' : undefined,
      'data-depth': item?.depth,
      className: cx(
        styles['paragraph'],
        isItem(paragraph) && styles['item'],
        heading !== undefined && styles[`heading${Math.min(4, heading)}`],
        align && styles[align],
      ),
      style: {
        paddingInlineStart: `${1.5 * Math.min(8, isItem(paragraph) ? (item?.depth ?? 0) : indent)}rem`,
      },
    },
    marked,
  )
}
