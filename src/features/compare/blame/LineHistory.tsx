import { useState } from 'react'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import type { Beyond } from './blame-words.ts'
import { BlameRows } from './BlameRows.tsx'
import { BlameTold, readingPlan } from './BlameTold.tsx'
import { layoutWords, type Layout } from './laid-out.ts'
import { LARGEST } from './run-blame.ts'
import { useBlame, type Blame, type BlameVersion } from './use-blame.ts'
import styles from './blame.module.css'

interface LineHistoryProps {
  org: string
  id: string
  /** The chosen version and all older ones that are known, newest first. */
  versions: readonly BlameVersion[]
  beyond: Beyond
  /** The address of what a version changed. */
  hrefOf: (versionId: string) => string
}

/**
 * Region "Line history": a text, and since which version each of its lines stands. Whoever opens it asks for the versions
 * before to be read, each of which is in the server's audit log; how many that may be is said, and it can be stopped.
 */
export function LineHistory(props: LineHistoryProps) {
  return (
    <section aria-label="Line history" className={styles['region']}>
      <h2>
        <VisuallyHidden>Since when each line stands</VisuallyHidden>
      </h2>
      <Asked key={props.versions[0]?.versionId} {...props} />
    </section>
  )
}

/** Bytes of all versions together; below it nobody is asked once more. */
const ASK_OVER = 50_000_000

function Asked(props: LineHistoryProps) {
  const [isWanted, setWanted] = useState(false)
  const { count, bytes } = readingPlan(props.versions)
  if (bytes <= ASK_OVER || isWanted) return <Followed {...props} />
  return (
    <Banner
      tone="info"
      title={`Up to ${count} versions have to be read, ${formatBytes(bytes)} together`}
      actions={<Button onClick={() => setWanted(true)}>Read them</Button>}
    >
      It ends earlier where all lines are younger, and can be stopped at any time.
    </Banner>
  )
}

function Followed(props: LineHistoryProps) {
  const { versions, beyond } = props
  const { blame, stop, resume } = useBlame({ ...props, isWhole: beyond.kind === 'none' })
  if (blame.phase === 'unfit') return <Unfit {...blame} title={versions[0]?.title} />
  const isWorking = blame.activity.phase === 'working'
  return (
    <>
      <BlameTold {...props} {...{ blame, stop, resume }} />
      {blame.phase === 'open' &&
        (blame.open.lines.count === 0 ? (
          <p>This version has no lines.</p>
        ) : (
          <>
            <LayoutNote layout={blame.open.layout} />
            <BlameRows {...props} open={blame.open} isWorking={isWorking} />
          </>
        ))}
    </>
  )
}

function LayoutNote({ layout }: { layout: Layout }) {
  const words = layoutWords(layout)
  return words === undefined ? null : <p className={styles['remark']}>{words}</p>
}

function Unfit(props: { title: string | undefined } & Extract<Blame, { phase: 'unfit' }>) {
  const { title = 'This version', unfit } = props
  return 'what' in unfit ? (
    <EmptyState title={`${title} is not a text`}>
      By its bytes it is of the kind “{unfit.what}”, which has no lines. Its changes and its content
      can be shown.
    </EmptyState>
  ) : (
    <EmptyState title={`${title} is too large`}>
      It has {formatBytes(unfit.size)}; lines are followed up to {formatBytes(LARGEST)}.
    </EmptyState>
  )
}
