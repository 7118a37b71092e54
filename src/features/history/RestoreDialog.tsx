import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { RestoredPart } from '#api/binaries/restoring/merged-restore.ts'
import type { Replaced } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { isAbort, isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import type { Binary } from '#fhir/types.ts'
import { Button } from '#ui/controls/Button.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { RestoreProblem } from './RestoreProblem.tsx'
import { RESTORED, replacesContent, WhatToRestore } from './WhatToRestore.tsx'
import styles from './history.module.css'

/** The version that is to be restored. */
interface Restorable {
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
  /** What the content becomes: how it differs from what is current, or all of it where that is a deletion. */
  renderRestored: (current: Restorable | undefined, version: Restorable) => ReactNode
  onClose: () => void
  /** Somebody else changed it meanwhile: the page shows both. */
  onConflict: (versionId: string, part: RestoredPart, baseVersionId: string | undefined) => void
}

/** Shows what a restore would change, then saves the old version as a new one. Nothing is taken out of the history. */
export function RestoreDialog(props: RestoreDialogProps) {
  const { org, id, version, current, onClose } = props
  const [what, setWhat] = useState<RestoredPart>('all')
  const { save, isPending, error } = useRestore(props, what)
  const now = restorable(current)
  const isContentShown =
    current.binary === undefined ||
    (now !== undefined && what !== 'fields' && replacesContent(current.binary, version.binary))
  return (
    <Dialog
      open
      size="l"
      title={`Restore ${version.title.toLowerCase()}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={isPending} onClick={save}>
            Restore as a new version
          </Button>
        </>
      }
    >
      <p>
        It will be saved as a new version. {current.title} stays in the history and can be restored
        as well.
      </p>
      <WhatToRestore
        version={version.binary}
        current={current.binary}
        {...{ what }}
        onWhat={setWhat}
      />
      {isContentShown && (
        // It scrolls by itself, so that the buttons and the words above stay near; the grid around it leaves a plain box its height.
        <div>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- else a keyboard can't scroll it */}
          <section className={styles['restored']} aria-label={BECOMES} tabIndex={0}>
            {props.renderRestored(now, version)}
          </section>
        </div>
      )}
      {error !== null && <RestoreProblem {...{ org, id, onClose }} {...version} error={error} />}
    </Dialog>
  )
}

const BECOMES = 'What the content becomes'

/** What is current, where its content can be read by its version. */
function restorable({ replaces, title, binary }: CurrentVersion): Restorable | undefined {
  const { versionId } = replaces
  return binary === undefined || versionId === undefined ? undefined : { versionId, title, binary }
}

/** Saves the whole version, or a part of it; afterwards a notice offers the way back. */
function useRestore(props: RestoreDialogProps, what: RestoredPart) {
  const { org, id, version, current, onClose, onConflict } = props
  const api = useApi()
  const whole = useMutation(api.binaries.restore(org))
  const part = useMutation(api.binaries.restorePart(org))
  const undo = useUndo(props)
  const { replaces, binary } = current
  const { versionId } = version
  const onSuccess = ({ madeVersionId }: { madeVersionId?: string }) => {
    toast({
      tone: 'success',
      title: RESTORED[what](version.title),
      about: `${org}/${id}`,
      action: undo(madeVersionId),
    })
    onClose()
  }
  const onError = (error: Error) => {
    if (!isConflict(error)) return
    onClose()
    onConflict(versionId, what, replaces.versionId)
  }
  const told = (error: Error | null) => (error !== null && isConflict(error) ? null : error)
  if (what === 'all' || binary === undefined) {
    const save = () => whole.mutate({ id, versionId, replaces }, { onSuccess, onError })
    return { save, isPending: whole.isPending, error: told(whole.error) }
  }
  const sides = { version: version.binary, current: binary }
  const saved = { id, versionId, ifMatch: replaces.versionId, part: what, ...sides }
  return {
    save: () => part.mutate(saved, { onSuccess, onError }),
    isPending: part.isPending,
    error: told(part.error),
  }
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
        onConflict(versionId, 'all', made)
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
