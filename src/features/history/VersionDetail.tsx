import type { ReactNode } from 'react'
import { reasonWords } from '#fhir/reason-words.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { isReadable, type Choice, type ReadableItem, type Show } from './chosen.ts'
import { eventWords } from './event-words.ts'
import type { TimelineItem } from './timeline.ts'
import styles from './version-detail.module.css'

export interface VersionDetailProps {
  org: string
  id: string
  choice: Choice
  /** All that are loaded, newest first. */
  items: readonly TimelineItem[]
  onShow: (show: Show) => void
  onBase: (versionId: string) => void
  onRestore: (item: ReadableItem) => void
  /** Older versions, where there are any to load. */
  onOlder: (() => void) | undefined
  renderChanges: (older: ReadableItem, newer: ReadableItem) => ReactNode
  renderContent: (item: ReadableItem) => ReactNode
}

/** The chosen version: its changes against another one, or its content. */
export function VersionDetail(props: VersionDetailProps) {
  const { org, id, choice, onOlder } = props
  switch (choice.kind) {
    case 'nothing':
      return <EmptyState title="No version is chosen">Choose one from the list.</EmptyState>
    case 'not-loaded':
      return (
        <EmptyState
          title="This version is not in the list"
          actions={
            <>
              {onOlder && <Button onClick={onOlder}>Load older versions</Button>}
              <LinkButton to={paths.version(org, id, choice.versionId)}>
                Open it by itself
              </LinkButton>
            </>
          }
        >
          It may be older than those that are loaded, or saved before the date above.
        </EmptyState>
      )
    case 'deletion':
      return <Deletion {...props} item={choice.item} before={choice.before} />
    case 'changes':
      return (
        <Readable {...props} shown={choice}>
          {props.renderChanges(choice.older, choice.newer)}
        </Readable>
      )
    case 'content':
      return (
        <Readable {...props} shown={choice}>
          {props.renderContent(choice.item)}
        </Readable>
      )
  }
}

function Deletion(
  props: VersionDetailProps & { item: TimelineItem; before: TimelineItem | undefined },
) {
  const { item, before, onRestore } = props
  const actions =
    before !== undefined && isReadable(before) ? (
      <Button onClick={() => onRestore(before)}>{`Restore ${before.title.toLowerCase()}`}</Button>
    ) : undefined
  return (
    <>
      <Head item={item} />
      <EmptyState title={`${item.title} is a deletion`} actions={actions}>
        It has no content. Earlier versions are kept.
      </EmptyState>
    </>
  )
}

function Readable(
  props: VersionDetailProps & {
    shown: Extract<Choice, { kind: 'changes' | 'content' }>
    children: ReactNode
  },
) {
  const { shown, children, onShow } = props
  const { item, base } = shown
  return (
    <>
      <Head item={item}>
        {base !== undefined && (
          <div role="group" aria-label="Show" className={styles['switch']}>
            <Button
              size="s"
              variant="quiet"
              aria-pressed={shown.kind === 'changes'}
              onClick={() => onShow('changes')}
            >
              Changes
            </Button>
            <Button
              size="s"
              variant="quiet"
              aria-pressed={shown.kind === 'content'}
              onClick={() => onShow('content')}
            >
              Content
            </Button>
          </div>
        )}
        {shown.kind === 'changes' && <Base {...props} shown={shown} />}
      </Head>
      <div className={styles['shown']} data-show={shown.kind}>
        {children}
      </div>
    </>
  )
}

function Base(props: VersionDetailProps & { shown: Extract<Choice, { kind: 'changes' }> }) {
  const { org, id, items, shown, onBase } = props
  const { item, base, older, newer } = shown
  const options = items.filter(isReadable).flatMap((one) => {
    const words = [
      ...(one.versionId === item.previousVersionId ? ['the one before'] : []),
      ...(one.current ? ['current'] : []),
    ]
    const note = words.length === 0 ? '' : ` (${words.join(', ')})`
    return one === item ? [] : [{ value: one.versionId, label: `${one.title}${note}` }]
  })
  return (
    <>
      <div className={styles['base']}>
        <span aria-hidden="true">with</span>
        <SelectField
          hideLabel
          label="Compare with"
          options={options}
          value={base.versionId}
          onChange={onBase}
        />
      </div>
      <LinkButton size="s" to={paths.compare(org, id, older.versionId, newer.versionId)}>
        Whole page
      </LinkButton>
    </>
  )
}

/** What the version is, in one line, and what can be chosen of it. */
function Head({ item, children }: { item: TimelineItem; children?: ReactNode }) {
  return (
    <header className={styles['head']}>
      <div className={styles['which']}>
        <h2>{item.title}</h2>
        <p>
          {eventWords(item)}
          {item.at !== undefined && (
            <>
              , <Time value={item.at} />
            </>
          )}
          {item.author !== undefined && (
            <>
              {' '}
              by <bdi>{item.author}</bdi>
            </>
          )}
          {item.reason !== undefined && <> · {reasonWords(item.reason)}</>}
        </p>
      </div>
      {children}
    </header>
  )
}
