import { ArrowLeft } from 'lucide-react'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import type { BinaryState } from '#api/binaries/types.ts'
import { startOfDay } from '#lib/day.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import {
  choiceOf,
  filtered,
  writeAddress,
  type ReadableItem,
  type VersionsAddress,
} from './chosen.ts'
import { RestoreDialog, type CurrentVersion, type RestoreDialogProps } from './RestoreDialog.tsx'
import type { TimelineItem } from './timeline.ts'
import { VersionDetail, type VersionDetailProps } from './VersionDetail.tsx'
import { VersionList, type VersionDrawings } from './VersionList.tsx'
import styles from './history.module.css'

export interface VersionsProps extends VersionDrawings {
  org: string
  id: string
  /** What is chosen, and how the list is narrowed. */
  address: VersionsAddress
  onAddress: (change: Partial<VersionsAddress>) => void
  onConflict: RestoreDialogProps['onConflict']
  renderChanges: (older: ReadableItem, newer: ReadableItem) => ReactNode
  renderContent: (version: ReadableItem) => ReactNode
  /** Since when each line of a version stands. */
  renderLines: (version: ReadableItem, among: KnownVersions) => ReactNode
  /** One version after the other. */
  renderPlay: (version: ReadableItem, among: KnownVersions) => ReactNode
  offers: VersionDetailProps['offers']
  renderRestored: RestoreDialogProps['renderRestored']
}

/** All versions that are known, and what is known of those that are not. */
export interface KnownVersions {
  /** Newest first, whatever the list is narrowed to by person or kind of change. */
  items: readonly TimelineItem[]
  /** Loads older ones, where there are any. */
  onOlder: (() => void) | undefined
  /** What was saved before a day is not among them. */
  isCut: boolean
}

interface PartsProps extends VersionsProps {
  items: TimelineItem[]
  current: BinaryState | undefined
  above: ReactNode
  below: ReactNode
  onOlder: (() => void) | undefined
}

/** The two parts, beside each other or one after the other. */
export function VersionsBesideDetail(props: PartsProps) {
  const { org, id, items, current, address, onAddress, onConflict } = props
  const [restoring, setRestoring] = useState<ReadableItem>()
  const wide = useWide()
  const choice = choiceOf(items, address, wide)
  const shown = filtered(items, address)
  const known = { items, onOlder: props.onOlder, isCut: startOfDay(address.since) !== undefined }
  const isListShown = wide || choice.kind === 'nothing'
  return (
    <div className={styles['parts']}>
      {isListShown && (
        <div className={styles['list']}>
          {props.above}
          <List {...props} {...{ shown }} chosen={choice} onRestore={setRestoring} />
          {shown.length > 0 && props.below}
        </div>
      )}
      {(wide || choice.kind !== 'nothing') && items.length > 0 && (
        <section className={styles['detail']} aria-label="Chosen version">
          {!wide && (
            <LinkButton
              size="s"
              icon={ArrowLeft}
              to={paths.versions(org, id, writeAddress(address, NOTHING_CHOSEN))}
            >
              All versions
            </LinkButton>
          )}
          <VersionDetail
            {...{ org, id, items, choice }}
            onShow={(show) => onAddress({ show, page: undefined })}
            onBase={(versionId) => onAddress({ with: versionId, show: 'changes' })}
            onRestore={setRestoring}
            onOlder={props.onOlder}
            renderChanges={props.renderChanges}
            renderContent={props.renderContent}
            renderLines={(item) => props.renderLines(item, known)}
            renderPlay={(item) => props.renderPlay(item, known)}
            offers={props.offers}
          />
        </section>
      )}
      {restoring !== undefined && (
        <RestoreDialog
          {...{ org, id, onConflict }}
          renderRestored={props.renderRestored}
          version={restoring}
          current={currentOf(items, current)}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </div>
  )
}

const NOTHING_CHOSEN = {
  version: undefined,
  with: undefined,
  show: undefined,
  page: undefined,
}

function List(
  props: PartsProps & {
    shown: TimelineItem[]
    chosen: ReturnType<typeof choiceOf>
    onRestore: (item: ReadableItem) => void
  },
) {
  const { items, shown, chosen, address } = props
  if (items.length === 0) {
    return (
      <EmptyState title="Nothing was saved since then">
        Choose an earlier date to see more.
      </EmptyState>
    )
  }
  if (shown.length === 0) {
    return (
      <EmptyState
        title={`None of the ${items.length} versions loaded matches`}
        actions={
          <>
            {props.onOlder && <Button onClick={props.onOlder}>Load older versions</Button>}
            <Button onClick={() => props.onAddress({ by: undefined, kind: undefined })}>
              Show all
            </Button>
          </>
        }
      >
        Choose another person or kind of change above.
      </EmptyState>
    )
  }
  const chosenItem = 'item' in chosen ? chosen.item : undefined
  return (
    <VersionList
      {...props}
      items={items}
      shown={shown}
      chosen={chosenItem}
      isFiltered={address.by !== undefined || address.kind !== undefined}
    />
  )
}

/** What a restore replaces: what a read answered with, or else what the timeline calls current. */
function currentOf(items: TimelineItem[], read: BinaryState | undefined): CurrentVersion {
  const item = items.find(({ current }) => current) ?? items[0]
  const deleted = read === undefined ? item?.event === 'deleted' : read.state === 'deleted'
  const versionId = read === undefined ? item?.versionId : read.versionId
  const known = items.find((one) => one.versionId === versionId)
  return {
    replaces: {
      state: deleted ? 'deleted' : 'live',
      ...(versionId === undefined ? {} : { versionId }),
    },
    title: known?.title ?? 'The current version',
    binary: read === undefined ? item?.binary : read.state === 'live' ? read.binary : undefined,
  }
}

/** Whether two panes fit beside each other; what `split.module.css` asks too. */
const WIDE = '(width >= 60rem)'

/** Whether the window is wide enough for two panes; on a narrow one they are two pages. */
function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(WIDE).matches)
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(WIDE)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
