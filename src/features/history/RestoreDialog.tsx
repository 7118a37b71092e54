import { useMutation } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSha1, contentSha256, contentSize } from '#fhir/binary.ts'
import { contentRelation, fieldChanges } from '#fhir/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { deltaWords } from './event-words.ts'
import styles from './history.module.css'

/** The version that is to come back. */
export interface Restorable {
  versionId: string
  /** "Version 2" */
  title: string
  binary: Binary
}

/** What is current now: a live version, or nothing since it was deleted. */
interface CurrentVersion {
  versionId: string | undefined
  title: string
  binary: Binary | undefined
}

export interface RestoreDialogProps {
  org: string
  id: string
  version: Restorable
  current: CurrentVersion
  onClose: () => void
  /** Somebody else was faster: the page shows both. */
  onConflict: (versionId: string, baseVersionId: string | undefined) => void
}

/** Shows what a restore would change, then saves the old version as a new one. Nothing is taken out of the history. */
export function RestoreDialog({
  org,
  id,
  version,
  current,
  onClose,
  onConflict,
}: RestoreDialogProps) {
  const api = useApi()
  const restore = useMutation(api.binaries.restore(org))
  const ifMatch = current.binary === undefined ? undefined : current.versionId
  const save = () =>
    restore.mutate(
      { id, versionId: version.versionId, ...(ifMatch === undefined ? {} : { ifMatch }) },
      {
        onSuccess: () => {
          toast({ tone: 'success', title: `${version.title} was restored as a new version` })
          onClose()
        },
        onError: (error) => {
          if (!isConflict(error)) return
          onClose()
          onConflict(version.versionId, ifMatch)
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
        <ErrorBanner {...explainError(restore.error)} />
      )}
    </Dialog>
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
