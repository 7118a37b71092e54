import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { Replaced } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { isAbort, isConflict, isRestoreRefused } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSha1, contentSha256, contentSize } from '#fhir/binary/binary.ts'
import { contentRelation, fieldChanges } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { deltaWords } from './event-words.ts'
import styles from './history.module.css'

/** The version that is to be restored. */
export interface Restorable {
  versionId: string
  /** "Version 2" */
  title: string
  binary: Binary
}

/** What is current now, as far as the user knows: a live version, or a deletion. */
export interface CurrentVersion {
  replaces: Replaced
  title: string
  binary: Binary | undefined
}

export interface RestoreDialogProps {
  org: string
  id: string
  version: Restorable
  current: CurrentVersion
  onClose: () => void
  /** Somebody else changed it meanwhile: the page shows both. */
  onConflict: (versionId: string, baseVersionId: string | undefined) => void
}

/** Shows what a restore would change, then saves the old version as a new one. Nothing is taken out of the history. */
export function RestoreDialog(props: RestoreDialogProps) {
  const { org, id, version, current, onClose, onConflict } = props
  const restore = useMutation(useApi().binaries.restore(org))
  const undo = useUndo(props)
  const { replaces } = current
  const save = () =>
    restore.mutate(
      { id, versionId: version.versionId, replaces },
      {
        onSuccess: ({ madeVersionId }) => {
          toast({
            tone: 'success',
            title: `${version.title} was restored as a new version`,
            about: `${org}/${id}`,
            action: undo(madeVersionId),
          })
          onClose()
        },
        onError: (error) => {
          if (!isConflict(error)) return
          onClose()
          onConflict(version.versionId, replaces.versionId)
        },
      },
    )
  return (
    <Dialog
      open
      title={`Restore ${version.title.toLowerCase()}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={restore.isPending} onClick={save}>
            Restore as a new version
          </Button>
        </>
      }
    >
      <p>
        It will be saved as a new version. {current.title} stays in the history and can be restored
        as well.
      </p>
      <WhatChanges version={version.binary} current={current.binary} />
      {restore.isError && !isConflict(restore.error) && (
        <RestoreProblem {...{ org, id, onClose }} {...version} error={restore.error} />
      )}
    </Dialog>
  )
}

/**
 * The way back from a restore: what was current becomes so again, or is deleted again. Only with the version that the
 * restore itself made, and only while that is current: what somebody else saved since is never replaced unseen.
 */
function useUndo({ org, id, current, onConflict }: RestoreDialogProps) {
  const api = useApi()
  const restore = useMutation(api.binaries.restore(org))
  const remove = useMutation(api.binaries.remove(org))
  const { state, versionId } = current.replaces
  const run = async (made: string) => {
    try {
      if (state === 'deleted') await remove.mutateAsync({ id, ifMatch: made })
      else if (versionId !== undefined) {
        const replaces = { state: 'live', versionId: made } as const
        await restore.mutateAsync({ id, versionId, replaces })
      }
      toast({ tone: 'success', title: `${current.title} is current again` })
    } catch (error) {
      // Nobody is signed in any more, or somebody else.
      if (isAbort(error)) return
      if (isConflict(error) && state === 'live' && versionId !== undefined) {
        onConflict(versionId, made)
        return
      }
      const { title, advice } = explainError(error)
      toast({ tone: 'danger', title, body: advice })
    }
  }
  return (made: string | undefined) =>
    made === undefined || (state === 'live' && versionId === undefined)
      ? undefined
      : { label: 'Undo', onAction: () => void run(made) }
}

/** Why a restore failed. Some servers store nothing under the id of what was deleted: then the file can still be uploaded as a new one. */
export function RestoreProblem(props: {
  org: string
  id: string
  versionId: string
  error: Error
  onClose?: () => void
}) {
  const { org, id, versionId, error, onClose } = props
  const navigate = useNavigate()
  const copy = useMutation(useApi().binaries.copyVersion(org))
  if (!isRestoreRefused(error)) return <ErrorBanner {...explainError(error)} />
  const upload = () =>
    copy.mutate(
      { id, versionId },
      {
        onSuccess: ({ binary }) => {
          toast({ tone: 'success', title: 'It was uploaded as a new file' })
          onClose?.()
          if (binary.id !== undefined) void navigate(paths.binary(org, binary.id))
        },
      },
    )
  return (
    <>
      <ErrorBanner
        title="This server can’t restore a deleted file"
        advice="It can be uploaded as a new file instead, with the same content and fields. Its earlier versions stay where they are."
        details={explainError(error).details}
        actions={
          <Button busy={copy.isPending} onClick={upload}>
            Upload as a new file
          </Button>
        }
      />
      {copy.error !== null && <ErrorBanner {...explainError(copy.error)} />}
    </>
  )
}

function WhatChanges({ version, current }: { version: Binary; current: Binary | undefined }) {
  if (current === undefined)
    return <p>The file is deleted now; restoring makes it available again.</p>
  const changes = fieldChanges(current, version)
  return (
    <dl className={styles['changes']}>
      <dt>Content</dt>
      <dd>{contentWords(current, version)}</dd>
      {changes.map(({ label, before, after }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <del>{before ?? 'not set'}</del> becomes <ins>{after ?? 'not set'}</ins>
          </dd>
        </div>
      ))}
      {changes.length === 0 && (
        <div>
          <dt>Fields</dt>
          <dd>stay the same</dd>
        </div>
      )}
    </dl>
  )
}

function contentWords(current: Binary, version: Binary): string {
  const [now, then] = [sums(current), sums(version)]
  const delta =
    now.size === undefined || then.size === undefined ? undefined : deltaWords(then.size - now.size)
  const sizes = delta === undefined ? '' : `, ${delta}`
  switch (contentRelation(now, then)) {
    case 'same':
      return 'stays the same'
    case 'different':
      return `will be replaced${sizes}`
    case 'unknown':
      return `may be replaced (this server gives no checksums)${sizes}`
  }
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
