import { contentSize } from '#fhir/binary/binary.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { reachWords, remarksOn, summaryWords, type Beyond } from './blame-words.ts'
import { readsFor } from './follow-history.ts'
import type { Blame, BlameActivity, BlameVersion, FollowedLines } from './use-blame.ts'
import styles from './blame.module.css'

interface BlameToldProps {
  versions: readonly BlameVersion[]
  beyond: Beyond
  blame: Exclude<Blame, { phase: 'unfit' }>
  stop: () => void
  resume: () => void
}

type FollowedSoFar = FollowedLines['followed'] | undefined

/** How far it is, or what came of it and what is to be said of that. */
export function BlameTold(props: BlameToldProps) {
  const { versions, blame } = props
  const { activity } = blame
  const followed = blame.phase === 'open' ? blame.open.followed : undefined
  if (activity.phase === 'working') return <Working {...props} followed={followed} />
  return (
    <>
      <div className={styles['told']} role="status">
        <p>{endWords(activity, followed, props)}</p>
        <Resume {...props} followed={followed} />
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

/** How many versions may have to be read, and how many bytes they have together. */
export function readingPlan(versions: readonly BlameVersion[]): { count: number; bytes: number } {
  return readsFor(versions, ({ binary }) => (binary === undefined ? 0 : (contentSize(binary) ?? 0)))
}

function Working(props: BlameToldProps & { followed: FollowedSoFar }) {
  const { versions, stop, followed } = props
  const { count } = readingPlan(versions)
  return (
    <div className={styles['told']}>
      <p>
        Reading up to {count} {count === 1 ? 'version' : 'versions'}: {followed?.read ?? 0} read.
        {followed !== undefined && ` ${foundWords(followed.lines)}`}
      </p>
      <ProgressBar label="Reading the versions" value={followed?.next ?? 0} max={versions.length} />
      <Button size="s" onClick={stop}>
        Stop
      </Button>
    </div>
  )
}

function foundWords({ origins, open }: { origins: Int32Array; open: number }): string {
  const settled = origins.length - open
  return `${settled.toLocaleString()} of ${origins.length.toLocaleString()} lines are found.`
}

type Ended = Exclude<BlameActivity, { phase: 'working' }>

function endWords(
  activity: Ended,
  followed: FollowedSoFar,
  { versions, beyond }: BlameToldProps,
): string {
  const told =
    followed === undefined
      ? []
      : [summaryWords(followed, versions), reachWords(followed, versions, beyond)]
  const words = (first: string | undefined) =>
    [first, ...told].filter((one) => one !== undefined).join(' ')
  switch (activity.phase) {
    case 'stopped':
      return words('Stopped.')
    case 'failed': {
      const which = followed === undefined ? 'The version' : 'The version before'
      return words(`${which} could not be read. ${activity.problem}`)
    }
    case 'ended':
      return words(undefined)
  }
}

function Resume({ blame, resume, beyond, followed }: BlameToldProps & { followed: FollowedSoFar }) {
  switch (blame.activity.phase) {
    case 'working':
      return null
    case 'stopped':
    case 'failed':
      return (
        <Button size="s" onClick={resume}>
          {blame.activity.phase === 'failed' ? 'Try again' : 'Go on'}
        </Button>
      )
    case 'ended': {
      const isOpen = followed !== undefined && followed.lines.open > 0
      return isOpen && beyond.kind === 'more' && followed.tooLarge === undefined ? (
        <Button size="s" onClick={beyond.onOlder}>
          Load older versions
        </Button>
      ) : null
    }
  }
}
