import { useState } from 'react'
import type { Conflict } from '#api/binaries/conflict.ts'
import { ContentDifferences } from '#features/compare/ContentDifferences.tsx'
import { MergeTexts } from '#features/compare/merge/MergeTexts.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { Choices } from '#formats/text/merge-choices.ts'
import { Button } from '#ui/controls/Button.tsx'
import type { Draft } from '#ui/unsaved.ts'
import { SidePreview } from '../comparison/SidePreview.tsx'
import styles from './conflict-contents.module.css'

/** A content in words, and where it is: on the server by its version, or here. */
interface Side {
  versionId: string
  title: string
  binary: Binary
  blob?: Blob | undefined
}

export interface ConflictContentsProps {
  org: string
  id: string
  baseVersionId: string | undefined
  conflict: Conflict
  /** The file that waits to be uploaded. */
  mine?: Omit<Side, 'versionId'> | undefined
  /** The version that a merge is made with, as the queue knows it. */
  storedVersionId?: string | undefined
  merge?: Draft<Choices>
  onMerged?: (merged: File) => void
  /** Why the merged text can't be saved yet. */
  mergeProblem?: string | undefined
}

/** In the place of a version, for a content that is here. */
const MINE = 'yours'

function isStored({ versionId }: Side): boolean {
  return versionId !== MINE
}

type Shown = 'theirs' | 'mine' | 'merge'

interface Sides {
  base?: Side | undefined
  stored?: Side | undefined
  mine?: Side | undefined
}

/** The contents of a conflict: what was stored meanwhile, how mine differs from it, and a merge by hand. */
export function ConflictContents(props: ConflictContentsProps) {
  const [shown, setShown] = useState<Shown | undefined>(
    props.merge?.dirty === true ? 'merge' : undefined,
  )
  const sides = sidesOf(props)
  const offered = offeredOf(props, sides)
  if (offered.length === 0) return null
  return (
    <section className={styles['contents']} aria-label="The contents">
      <div className={styles['choices']} role="group" aria-label="Look closer at the contents">
        {offered.map((one) => (
          <Button
            key={one.shown}
            size="s"
            aria-pressed={shown === one.shown}
            onClick={() => setShown(shown === one.shown ? undefined : one.shown)}
          >
            {one.label}
          </Button>
        ))}
      </div>
      <ShownContents {...props} {...{ shown, sides }} />
    </section>
  )
}

function offeredOf(
  { onMerged, storedVersionId }: ConflictContentsProps,
  { base, stored, mine }: Sides,
): { shown: Shown; label: string }[] {
  if (stored === undefined) return []
  const mergeable =
    base &&
    mine &&
    (mine.blob || isStored(mine)) &&
    onMerged !== undefined &&
    storedVersionId === stored.versionId
  return [
    ...(base ? [{ shown: 'theirs' as const, label: 'What was stored meanwhile' }] : []),
    ...(mine ? [{ shown: 'mine' as const, label: 'Stored and yours' }] : []),
    ...(mergeable ? [{ shown: 'merge' as const, label: 'Merge by hand' }] : []),
  ]
}

function ShownContents(props: ConflictContentsProps & { shown: Shown | undefined; sides: Sides }) {
  const { org, id, shown, sides, conflict } = props
  const { base, stored, mine } = sides
  if (stored === undefined) return null
  switch (shown) {
    case undefined:
      return null
    case 'theirs':
      return base && <Between {...{ org, id }} from={base} to={stored} />
    case 'mine':
      return mine && <Between {...{ org, id }} from={stored} to={mine} />
    case 'merge':
      if (!base || !mine || !props.merge) return null
      return (
        <MergeTexts
          {...{ org, id, base, mine }}
          theirs={stored}
          problem={props.mergeProblem}
          name={displayName(
            conflict.remote.state === 'live' ? conflict.remote.binary : mine.binary,
          )}
          draft={props.merge}
          onMerged={(merged) => props.onMerged?.(merged)}
        />
      )
  }
}

function Between({ org, id, from, to }: { org: string; id: string; from: Side; to: Side }) {
  return (
    <ContentDifferences
      org={org}
      from={{ id, ...from }}
      to={{ id, ...to }}
      renderPreview={({ versionId }) => (
        <SidePreview org={org} side={{ id, ...(versionId === from.versionId ? from : to) }} />
      )}
    />
  )
}

function sidesOf({ baseVersionId, conflict, mine }: ConflictContentsProps): Sides {
  const { base, remote, change } = conflict
  return {
    base:
      base && baseVersionId !== undefined
        ? { versionId: baseVersionId, title: 'Before', binary: base }
        : undefined,
    stored:
      remote.state === 'live' && remote.versionId !== undefined
        ? { versionId: remote.versionId, title: 'Stored', binary: remote.binary }
        : undefined,
    mine:
      change.kind === 'restore' && change.part !== 'fields' && conflict.mine
        ? { versionId: change.versionId, title: 'Yours', binary: conflict.mine }
        : mine && { versionId: MINE, ...mine },
  }
}
