import { useState } from 'react'
import type { Conflict } from '#api/binaries/conflict.ts'
import { ContentDifferences } from '#features/compare/ContentDifferences.tsx'
import { MergeTexts } from '#features/compare/merge/MergeTexts.tsx'
import { Preview, PreviewOf } from '#features/preview/Preview.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { Choices } from '#lib/merge-choices.ts'
import { Button } from '#ui/controls/Button.tsx'
import type { Draft } from '#ui/unsaved.ts'
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
}

type Shown = 'theirs' | 'mine' | 'merge'

/** The contents of a conflict: what was stored meanwhile, how mine differs from it, and a merge by hand. */
export function ConflictContents(props: ConflictContentsProps) {
  const { org, id, conflict } = props
  const [shown, setShown] = useState<Shown | undefined>(
    props.merge?.dirty === true ? 'merge' : undefined,
  )
  const { base, stored, mine } = sidesOf(props)
  if (stored === undefined) return null
  const offered: { shown: Shown; label: string }[] = [
    ...(base ? [{ shown: 'theirs' as const, label: 'What was stored meanwhile' }] : []),
    ...(mine ? [{ shown: 'mine' as const, label: 'Stored and yours' }] : []),
    ...(base && mine?.blob && props.onMerged && props.storedVersionId === stored.versionId
      ? [{ shown: 'merge' as const, label: 'Merge by hand' }]
      : []),
  ]
  if (offered.length === 0) return null
  const preview = (side: Side) =>
    side.blob ? (
      <Preview
        content={{ state: 'ready', blob: side.blob, contentType: side.binary.contentType }}
        name={displayName(side.binary)}
        label={`Preview of ${side.title}`}
      />
    ) : (
      <PreviewOf {...{ org, id, versionId: side.versionId }} label={`Preview of ${side.title}`} />
    )
  const between = (from: Side, to: Side) => (
    <ContentDifferences
      {...{ org, id, from, to }}
      renderPreview={(versionId) => preview(versionId === from.versionId ? from : to)}
    />
  )
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
      {shown === 'theirs' && base && between(base, stored)}
      {shown === 'mine' && mine && between(stored, mine)}
      {shown === 'merge' && base && mine?.blob && props.merge && (
        <MergeTexts
          {...{ org, id }}
          base={{ versionId: base.versionId, binary: base.binary }}
          theirs={{ versionId: stored.versionId, binary: stored.binary }}
          mine={{ blob: mine.blob, binary: mine.binary }}
          name={displayName(
            conflict.remote.state === 'live' ? conflict.remote.binary : mine.binary,
          )}
          draft={props.merge}
          onMerged={(merged) => props.onMerged?.(merged)}
        />
      )}
    </section>
  )
}

function sidesOf({ baseVersionId, conflict, mine }: ConflictContentsProps): {
  base?: Side | undefined
  stored?: Side | undefined
  mine?: Side | undefined
} {
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
      change.kind === 'restore' && conflict.mine
        ? { versionId: change.versionId, title: 'Yours', binary: conflict.mine }
        : mine && { versionId: 'yours', ...mine },
  }
}
