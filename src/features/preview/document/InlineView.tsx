import type { ReactNode } from 'react'
import type {
  Block,
  FlowText,
  Inline,
  TextStyle,
  TrackedChange,
} from '#formats/flow/flow-document.ts'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { useAround } from './document-context.ts'
import { changeWords, noteName } from './document-words.ts'
import { DocumentLink } from './DocumentLink.tsx'
import { PictureView } from './PictureView.tsx'
import styles from './inline.module.css'

/** What stands within a paragraph, drawn of our own elements only. */
export function Inlines({ inlines }: { inlines: readonly Inline[] }): ReactNode {
  // Inlines have no identity but their place, and never change once they are read.
  return inlines.map((inline, place) => {
    const key = `${place}`
    return <InlineView key={key} inline={inline} />
  })
}

function InlineView({ inline }: { inline: Inline }): ReactNode {
  switch (inline.type) {
    case 'text':
      return inline.change === undefined ? (
        <StyledText text={inline} />
      ) : (
        <Changed change={inline.change}>
          <StyledText text={inline} />
        </Changed>
      )
    case 'break':
      return <br />
    case 'tab':
      return <span className={styles['tab']}>{'\t'}</span>
    case 'picture':
      return <PictureView key={inline.key} picture={inline} />
    case 'link':
      return (
        <DocumentLink href={inline.href}>
          <Inlines inlines={inline.children} />
        </DocumentLink>
      )
    case 'note':
      return <NoteReference noteKey={inline.key} />
    case 'box':
      return <Box blocks={inline.blocks} />
    case 'checkbox':
      return (
        <span role="img" aria-label={inline.checked ? 'Ticked box' : 'Empty box'}>
          {inline.checked ? '☒' : '☐'}
        </span>
      )
    case 'remark':
      return <span className={styles['remark']}>({inline.text})</span>
    case 'change':
      return (
        <Changed change={inline.change}>
          <Inlines inlines={inline.children} />
        </Changed>
      )
  }
}

function Box({ blocks }: { blocks: readonly Block[] }) {
  const { renderBlocks } = useAround()
  return (
    <div role="group" aria-label="Box of text" className={styles['box']}>
      {renderBlocks(blocks)}
    </div>
  )
}

const CLASSES: Record<TextStyle, string | undefined> = {
  bold: styles['bold'],
  italic: styles['italic'],
  underline: styles['underline'],
  strike: styles['strike'],
  sub: undefined,
  sup: undefined,
  caps: styles['caps'],
  highlight: styles['highlight'],
  hidden: styles['hidden'],
}

function StyledText({ text: { text, styles: all } }: { text: FlowText }) {
  const names = cx(...all.map((style) => CLASSES[style]))
  const styled = names === '' ? text : <span className={names}>{text}</span>
  const raised = all.includes('sub') ? (
    <sub>{styled}</sub>
  ) : all.includes('sup') ? (
    <sup>{styled}</sup>
  ) : (
    styled
  )
  if (!all.includes('hidden')) return raised
  return (
    <span title="Hidden text: it is not printed">
      <span className={styles['tag']}>hidden</span>
      {raised}
    </span>
  )
}

/** Something inserted or deleted: by whom and when is told where it ends, and does not go along when text is copied. */
export function Changed({ change, children }: { change: TrackedChange; children: ReactNode }) {
  const words = changeWords(change)
  const Element = change.type === 'inserted' ? 'ins' : 'del'
  return (
    <>
      <Element
        className={cx(styles[change.type], change.isMove === true && styles['moved'])}
        title={words}
        dateTime={change.date}
      >
        {children}
      </Element>
      <span className={styles['tag']} title={words}>
        {change.isMove === true ? 'moved' : change.type === 'inserted' ? '+' : '−'}
        {change.author !== undefined && ` ${change.author}`}
        <VisuallyHidden> ({words})</VisuallyHidden>
      </span>
    </>
  )
}

function NoteReference({ noteKey }: { noteKey: string }) {
  const { prefix, notes } = useAround()
  const note = notes.get(noteKey)
  if (note === undefined) return <sup className={styles['remark']}>(note)</sup>
  const name = `${noteName(note.type)} ${note.marker}`
  function go() {
    const element = document.getElementById(`${prefix}-note-${noteKey}`)
    element?.scrollIntoView({ block: 'center' })
    element?.focus({ preventScroll: true })
  }
  return (
    <button
      type="button"
      id={`${prefix}-ref-${noteKey}`}
      className={styles['reference']}
      aria-label={name}
      title={name}
      onClick={go}
    >
      {note.type === 'comment' ? `[comment ${note.marker}]` : note.marker}
    </button>
  )
}
