import { useState, type ReactNode } from 'react'
import { contentSize } from '#fhir/binary/binary.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { reachWords, remarksOn, summaryWords, type Beyond } from './blame-words.ts'
import { BlameRows } from './BlameRows.tsx'
import { readsFor } from './follow-history.ts'
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
  const { count, bytes } = plan(props.versions)
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

function plan(versions: readonly BlameVersion[]) {
  return readsFor(versions, ({ binary }) => (binary === undefined ? 0 : (contentSize(binary) ?? 0)))
}

function Followed(props: LineHistoryProps) {
  const { versions, beyond } = props
  const { blame, stop, goOn } = useBlame({ ...props, isWhole: beyond.kind === 'none' })
  if (blame.phase === 'unfit') return <Unfit {...blame} title={versions[0]?.title} />
  const isWorking = blame.activity.phase === 'working'
  return (
    <>
      <Told {...props} {...{ blame, stop, goOn }} />
      {blame.phase === 'open' &&
        (blame.open.lines.count === 0 ? (
          <p>This version has no lines.</p>
        ) : (
          <BlameRows {...props} open={blame.open} isWorking={isWorking} />
        ))}
    </>
  )
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
      It has {formatBytes(unfit.size)}; lines are followed up to {formatBytes(30_000_000)}.
    </EmptyState>
  )
}

/** How far it is, what came of it, and what is to be said of that. */
function Told(
  props: LineHistoryProps & {
    blame: Exclude<Blame, { phase: 'unfit' }>
    stop: () => void
    goOn: () => void
  },
): ReactNode {
  const { versions, beyond, blame, stop, goOn } = props
  const { activity } = blame
  const followed = blame.phase === 'open' ? blame.open.followed : undefined
  const more = (
    <Button size="s" onClick={goOn}>
      {activity.phase === 'failed' ? 'Try again' : 'Go on'}
    </Button>
  )
  switch (activity.phase) {
    case 'working': {
      const { count } = plan(versions)
      const read = followed?.read ?? 0
      return (
        <div className={styles['told']}>
          <p>
            Reading up to {count} {count === 1 ? 'version' : 'versions'}: {read} read.
            {followed !== undefined && ` ${found(followed.lines)}`}
          </p>
          <ProgressBar
            label="Reading the versions"
            value={followed?.next ?? 0}
            max={versions.length}
          />
          <Button size="s" onClick={stop}>
            Stop
          </Button>
        </div>
      )
    }
    case 'stopped':
    case 'failed':
    case 'ended': {
      const reach = followed && reachWords(followed, versions, beyond)
      const isOpen = activity.phase !== 'ended'
      return (
        <>
          <div className={styles['told']} role="status">
            <p>
              {activity.phase === 'stopped' && 'Stopped. '}
              {activity.phase === 'failed' &&
                `The version before could not be read. ${activity.problem} `}
              {followed !== undefined && summaryWords(followed, versions)} {reach}
            </p>
            {isOpen && more}
            {!isOpen &&
              followed !== undefined &&
              followed.lines.open > 0 &&
              beyond.kind === 'more' && (
                <Button size="s" onClick={beyond.onOlder}>
                  Load older versions
                </Button>
              )}
          </div>
          {followed !== undefined &&
            remarksOn(followed, versions).map((remark) => (
              <p key={remark} className={styles['remark']}>
                {remark}
              </p>
            ))}
        </>
      )
    }
  }
}

function found({ origins, open }: { origins: Int32Array; open: number }): string {
  const settled = origins.length - open
  return `${settled.toLocaleString()} of ${origins.length.toLocaleString()} lines are found.`
}
