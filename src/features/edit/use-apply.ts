import { useMutation } from '@tanstack/react-query'
import type { Conflict } from '#api/binaries/conflict.ts'
import type { RestoreMerge } from '#api/binaries/restoring/merged-restore.ts'
import type { BinaryState, WrittenBinary } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { isAbort, isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { toast } from '#ui/feedback/toasts.ts'
import type { ConflictRequest } from './conflicts.ts'

export interface ApplyProps extends ConflictRequest {
  onClose: () => void
  /** For a new content: uploads it on top of the version that is current now. */
  onUploadOnTop?: (ifMatch: string | undefined) => void
}

export interface Applying {
  /** The change as it was made, on the version that is current now. */
  run: () => void
  /** A restore, with what others alone changed. */
  runMerged: (merge: RestoreMerge) => void
  busy: boolean
  error: Error | null
}

/** Applies the change to the version that is current now. */
export function useApply(
  props: ApplyProps,
  conflict: Conflict | undefined,
  reload: () => void,
): Applying {
  const { org, id, change, onClose, onUploadOnTop } = props
  const api = useApi()
  const patch = useMutation(api.binaries.patch(org))
  const remove = useMutation(api.binaries.remove(org))
  const restore = useMutation(api.binaries.restore(org))
  const part = useMutation(api.binaries.restorePart(org))
  const stored = conflict?.remote.state === 'live' ? conflict.remote : undefined
  const options = {
    onSuccess: useSaved(props, conflict?.remote),
    // Changed once more: show the newest.
    onError: (error: Error) => void (isConflict(error) && reload()),
  }
  const run = () => {
    if (conflict?.onTop.possible !== true) return
    const { replaces } = conflict.onTop
    const { versionId: ifMatch } = replaces
    const match = ifMatch === undefined ? {} : { ifMatch }
    switch (change.kind) {
      case 'patch':
        return patch.mutate({ id, operations: change.operations, ...match }, options)
      case 'remove':
        return remove.mutate({ id, ...match }, options)
      case 'restore': {
        const { versionId, part: what } = change
        const version = conflict.restore?.version
        if (what === 'all' || stored === undefined || version === undefined) {
          return restore.mutate({ id, versionId, replaces }, options)
        }
        const current = stored.binary
        return part.mutate({ id, versionId, part: what, version, current, ifMatch }, options)
      }
      case 'content':
        onUploadOnTop?.(ifMatch)
        return onClose()
    }
  }
  const runMerged = ({ binary, content }: RestoreMerge) => {
    const version = conflict?.restore?.version
    if (change.kind !== 'restore' || stored === undefined || version === undefined) return
    const { versionId } = change
    part.mutate({ id, versionId, part: 'merged', version, stored, binary, content }, options)
  }
  const all = [patch, remove, restore, part]
  const error = all.find((one) => one.error !== null)?.error ?? null
  const busy = all.some(({ isPending }) => isPending)
  return { run, runMerged, busy, error: error !== null && isConflict(error) ? null : error }
}

/** Tells that it is saved, with a way back from a restore. */
function useSaved(props: ApplyProps, replaced: BinaryState | undefined) {
  const { org, id, change, onSaved, onClose } = props
  const undo = useUndo(props)
  return ({ madeVersionId: made }: Partial<WrittenBinary>) => {
    // Whoever waits for it offers a way back for all at once.
    const isOwn = change.kind === 'restore' && onSaved === undefined
    toast({
      tone: 'success',
      title: 'Your change was saved on top of the stored version',
      about: `${org}/${id}`,
      action: isOwn ? undo(replaced, made) : undefined,
    })
    if (replaced) onSaved?.({ replaced, made })
    onClose()
  }
}

/** What was stored becomes current again, as long as nobody has saved anything since. */
function useUndo({ org, id }: ApplyProps) {
  const restore = useMutation(useApi().binaries.restore(org))
  return (replaced: BinaryState | undefined, made: string | undefined) => {
    const versionId = replaced?.state === 'live' ? replaced.versionId : undefined
    if (versionId === undefined || made === undefined) return undefined
    const onAction = () => {
      const replaces = { state: 'live', versionId: made } as const
      restore.mutateAsync({ id, versionId, replaces }).then(
        () => toast({ tone: 'success', title: 'What was stored is current again' }),
        (error: unknown) => {
          if (isAbort(error)) return
          const { title, advice } = explainError(error)
          toast({ tone: 'danger', title, body: advice })
        },
      )
    }
    return { label: 'Undo', onAction }
  }
}
