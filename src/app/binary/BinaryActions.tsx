import { History, Link2, Pencil, Trash2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useNavigate } from 'react-router'
import type { ConflictingChange } from '#api/binaries/conflict.ts'
import type { LiveBinary } from '#api/binaries/types.ts'
import { DownloadButton } from '#features/preview/DownloadButton.tsx'
import { displayName } from '#fhir/binary.ts'
import { paths } from '#site/paths.ts'
import { useCommands, type Command } from '#ui/commands.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import type { IconType } from '#ui/display/Icon.tsx'
import { useKeptState } from '#ui/unsaved.ts'
import { NewVersionSlot } from '../slots/NewVersionSlot.tsx'
import { copyLink } from './copy-link.ts'

const EditDialog = lazy(async () => ({
  default: (await import('#features/edit/EditDialog.tsx')).EditDialog,
}))
const DeleteDialog = lazy(async () => ({
  default: (await import('#features/edit/DeleteDialog.tsx')).DeleteDialog,
}))
const ConflictDialog = lazy(async () => ({
  default: (await import('#features/edit/ConflictDialog.tsx')).ConflictDialog,
}))

/** `base`: what the reader began with. A dialog that is open keeps it, whatever happens to the page behind it. */
type Open = { base: LiveBinary } & (
  | { dialog: 'edit' }
  | { dialog: 'delete' }
  | { dialog: 'conflict'; change: ConflictingChange }
)

export interface BinaryActionsProps {
  org: string
  id: string
  current: LiveBinary
  /** The reading pane has room for less. */
  size?: 's' | 'm' | undefined
}

/** All that can be done with one Binary. Each dialog is loaded when it is asked for. */
export function BinaryActions({ org, id, current, size }: BinaryActionsProps) {
  const [open, setOpen] = useKeptState<Open | undefined>(`dialog ${org}/${id}`, undefined)
  const { binary, versionId } = current
  const look = { size }
  useCommands(
    useBinaryCommands({
      org,
      id,
      name: displayName(binary),
      onOpen: (dialog) => setOpen({ dialog, base: current }),
    }),
  )
  return (
    <>
      <DownloadButton {...look} {...{ org, id, versionId, binary }} variant="primary" isCommand />
      <NewVersionSlot {...{ org, id, current, size }} />
      <Button {...look} icon={Pencil} onClick={() => setOpen({ dialog: 'edit', base: current })}>
        Edit
      </Button>
      <LinkButton {...look} icon={History} to={paths.versions(org, id)}>
        Versions
      </LinkButton>
      <Button {...look} icon={Link2} onClick={() => void copyLink(paths.binary(org, id))}>
        Copy link
      </Button>
      <Button {...look} icon={Trash2} onClick={() => setOpen({ dialog: 'delete', base: current })}>
        Delete
      </Button>
      <Suspense fallback={null}>
        {open !== undefined && <OpenDialog {...{ org, id, open }} onOpen={setOpen} />}
      </Suspense>
    </>
  )
}

/** The same for the palette. Download and New version offer theirs themselves. */
function useBinaryCommands(props: {
  org: string
  id: string
  name: string
  onOpen: (dialog: 'edit' | 'delete') => void
}): Command[] {
  const { org, id, name, onOpen } = props
  const go = useNavigate()
  const named = (verb: string, icon: IconType, run: () => void): Command => ({
    id: verb.toLowerCase().replaceAll(' ', '-'),
    label: `${verb} ${name}`,
    group: 'Do',
    icon,
    run,
  })
  return [
    named('Edit', Pencil, () => onOpen('edit')),
    named('Versions of', History, () => void go(paths.versions(org, id))),
    named('Copy link to', Link2, () => void copyLink(paths.binary(org, id))),
    named('Delete', Trash2, () => onOpen('delete')),
  ]
}

function OpenDialog(props: {
  org: string
  id: string
  open: Open
  onOpen: (open: Open | undefined) => void
}) {
  const { org, id, open, onOpen } = props
  const { base } = open
  const { binary, versionId } = base
  const shared = { org, id, onClose: () => onOpen(undefined) }
  switch (open.dialog) {
    case 'edit':
      return (
        <EditDialog
          {...shared}
          {...{ binary, versionId }}
          onConflict={(operations) =>
            onOpen({ dialog: 'conflict', base, change: { kind: 'patch', operations } })
          }
        />
      )
    case 'delete':
      return (
        <DeleteDialog
          {...shared}
          {...{ binary, versionId }}
          onConflict={() => onOpen({ dialog: 'conflict', base, change: { kind: 'remove' } })}
        />
      )
    case 'conflict':
      return <ConflictDialog {...shared} change={open.change} baseVersionId={versionId} />
  }
}
