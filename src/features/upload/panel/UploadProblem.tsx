import { useRef } from 'react'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { ErrorDetails } from '#ui/feedback/states.tsx'
import type { Remote, UploadItem } from '../queue/item.ts'
import type { CommandEvent } from '../queue/queue.ts'
import styles from './upload-row.module.css'

interface TroubleProps {
  item: UploadItem
  /** The id of the file's name. */
  describedBy: string
  command: (event: CommandEvent) => void
  /** Opens the conflict's dialog. */
  onLook: () => void
}

/** Why an upload does not continue, in a sentence or two, and the next steps. */
export function Trouble(props: TroubleProps) {
  const { state } = props.item
  if (state.kind === 'unsure') return <Unsure {...props} />
  if (state.kind === 'conflict') return <Conflict {...props} remote={state.remote} />
  if (state.kind === 'missing') return <ChooseAgain {...props} />
  if (state.kind !== 'failed') return null
  return (
    <div className={styles['trouble']}>
      <p>
        <strong>{state.failure.title}</strong> {state.failure.advice}
      </p>
      {state.failure.remedy === 'choose' && <ChooseAgain {...props} />}
      <ErrorDetails details={state.failure.details} />
    </div>
  )
}

function ChooseAgain({ item, describedBy, command }: TroubleProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className={styles['steps']}>
      <Button size="s" aria-describedby={describedBy} onClick={() => input.current?.click()}>
        Choose the file again
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        aria-label={`Choose ${item.name} again`}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          if (file) command({ type: 'chosen-again', file })
        }}
      />
    </div>
  )
}

function Unsure({ item, describedBy, command }: TroubleProps) {
  return (
    <div className={styles['trouble']}>
      <p>
        <strong>The connection broke before the server answered.</strong> It may have been stored,
        but this server gives no checksums to compare. Check, or upload it again.
      </p>
      <div className={styles['steps']}>
        <LinkButton size="s" to={whereToCheck(item)} aria-describedby={describedBy}>
          Check
        </LinkButton>
        <Button
          size="s"
          aria-describedby={describedBy}
          onClick={() => command({ type: 'sent-again' })}
        >
          Send it again
        </Button>
      </div>
    </div>
  )
}

function whereToCheck({ org, target }: UploadItem): string {
  return target.kind === 'version' ? paths.versions(org, target.id) : paths.activity(org)
}

function Conflict({
  item,
  describedBy,
  command,
  onLook,
  remote,
}: TroubleProps & { remote: Remote }) {
  const what =
    remote.kind === 'deleted' ? 'Somebody else deleted this.' : 'Somebody else changed this.'
  return (
    <div className={styles['trouble']}>
      <p>
        <strong>{what}</strong> Your file is not stored yet. Both versions will stay in the history.
      </p>
      <div className={styles['steps']}>
        <Button size="s" aria-describedby={describedBy} onClick={onLook}>
          Look closer
        </Button>
        {remote.kind !== 'unknown' && item.target.kind === 'version' && (
          <Button
            size="s"
            aria-describedby={describedBy}
            onClick={() => command({ type: 'reapply', ifMatch: remote.versionId })}
          >
            {onTopWords(remote)}
          </Button>
        )}
        <Button
          size="s"
          aria-describedby={describedBy}
          onClick={() => command({ type: 'removed' })}
        >
          Keep the stored version
        </Button>
      </div>
    </div>
  )
}

function onTopWords(remote: { kind: 'live' | 'deleted'; versionId: string | undefined }): string {
  if (remote.kind === 'deleted') return 'Restore with mine'
  const { versionId } = remote
  // Other servers' version ids may be long and meaningless.
  return versionId !== undefined && versionId.length < 8
    ? `Upload on top of version ${versionId}`
    : 'Upload on top of the stored version'
}
