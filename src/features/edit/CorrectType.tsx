import { useMutation } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { isAbort, isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'
import { Button } from '#ui/controls/Button.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { conflicts } from './conflicts.ts'

export interface CorrectTypeProps {
  org: string
  id: string
  /** As it was read, without its content. */
  binary: Binary
  versionId: string | undefined
  /** What the bytes are, with the parameters that are to be written. */
  contentType: string
}

/** Writes the content type that the bytes have in place of the label, with one click; the toast takes it back. */
export function CorrectType({ org, id, binary, versionId, contentType }: CorrectTypeProps) {
  const problem = useWriteProblem(org)
  const label = binary.contentType ?? 'application/octet-stream'
  const { mutateAsync, isPending } = useMutation(useApi().binaries.patch(org))
  async function write(to: string, ifMatch: string | undefined): Promise<void> {
    const operations: PatchOperation[] = [{ op: 'replace', path: '/contentType', value: to }]
    try {
      const { madeVersionId: written } = await mutateAsync({
        id,
        operations,
        ...(ifMatch !== undefined && { ifMatch }),
      })
      toast({
        tone: 'success',
        about: `${org}/${id}`,
        title: `The content type of ${isolate(displayName(binary))} is ${to} now`,
        // Without a version of its own the way back could hit somebody else's change.
        ...(to === contentType &&
          written !== undefined && {
            action: { label: 'Undo', onAction: () => void write(label, written) },
          }),
      })
    } catch (error) {
      // Nobody is signed in any more, or somebody else.
      if (isAbort(error)) return
      if (isConflict(error)) {
        const change = { kind: 'patch', operations } as const
        conflicts.set({ org, id, change, baseVersionId: ifMatch })
        return
      }
      const { title, advice } = explainError(error)
      toast({ tone: 'danger', title, body: advice })
    }
  }
  return (
    <Button
      size="s"
      busy={isPending}
      disabledReason={problem}
      onClick={() => void write(contentType, versionId)}
    >
      Correct the label to {contentType}
    </Button>
  )
}
