import type { ReactNode } from 'react'
import { reasonWords, shortAuthor } from '#fhir/attribution.ts'
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
  renderLines: (item: ReadableItem) => ReactNode
  renderPlay: (item: ReadableItem) => ReactNode
  /** Whether a version is of the kind that these are for, as far as its label tells. */
  offers: (item: ReadableItem, show: 'blame' | 'play') => boolean
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
    case 'blame':
      return (
        <Readable {...props} shown={choice}>
          {props.renderLines(choice.item)}
        </Readable>
      )
    case 'play':
      return (
        <Readable {...props} shown={choice}>
          {props.renderPlay(choice.item)}
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

type Shown = Exclude<Choice, { kind: 'nothing' | 'not-loaded' | 'deletion' }>

function Readable(props: VersionDetailProps & { shown: Shown; children: ReactNode }) {
  const { shown, children } = props
  return (
    <>
      <Head item={shown.item}>
        <Switch {...props} />
        {shown.kind === 'changes' && <Base {...props} shown={shown} />}
      </Head>
      <div className={styles['shown']} data-show={shown.kind}>
        {children}
      </div>
    </>
  )
}

const SHOWS: readonly { show: Show; label: string }[] = [
  { show: 'changes', label: 'Changes' },
  { show: 'content', label: 'Content' },
  { show: 'blame', label: 'Line history' },
  { show: 'play', label: 'Play through' },
]

/** What there is to choose from: nothing where there is one version alone. */
function Switch({ shown, items, offers, onShow }: VersionDetailProps & { shown: Shown }) {
  const { item, base, kind } = shown
  const hasOthers = items.filter(isReadable).length > 1
  const offered = SHOWS.filter(({ show }) => {
    switch (show) {
      case 'changes':
        return base !== undefined
      case 'content':
        return true
      case 'blame':
      case 'play':
        return show === kind || (hasOthers && offers(item, show))
    }
  })
  if (offered.length === 1) return null
  return (
    <div role="group" aria-label="Show" className={styles['switch']}>
      {offered.map(({ show, label }) => (
        <Button
          key={show}
          size="s"
          variant="quiet"
          aria-pressed={kind === show}
          onClick={() => onShow(show)}
        >
          {label}
        </Button>
      ))}
    </div>
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
              by <bdi title={item.author}>{shortAuthor(item.author)}</bdi>
            </>
          )}
          {item.reason !== undefined && <> · {reasonWords(item.reason)}</>}
        </p>
      </div>
      {children}
    </header>
  )
}
