import { History, Link2, Pencil, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useNavigate } from 'react-router'
import type { ConflictingChange } from '#api/binaries/conflict.ts'
import type { LiveBinary } from '#api/binaries/types.ts'
import { DownloadButton } from '#features/preview/DownloadButton.tsx'
import { displayName } from '#fhir/binary.ts'
import { paths } from '#site/paths.ts'
import { useCommands, type Command } from '#ui/commands.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import type { IconType } from '#ui/display/Icon.tsx'
import { copyLink } from './copy-link.ts'
import { NewVersionButton } from './NewVersionButton.tsx'

const EditDialog = lazy(async () => ({
  default: (await import('#features/edit/EditDialog.tsx')).EditDialog,
}))
const DeleteDialog = lazy(async () => ({
  default: (await import('#features/edit/DeleteDialog.tsx')).DeleteDialog,
}))
const ConflictDialog = lazy(async () => ({
  default: (await import('#features/edit/ConflictDialog.tsx')).ConflictDialog,
}))

type Open =
  | { dialog: 'edit' }
  | { dialog: 'delete' }
  | { dialog: 'conflict'; change: ConflictingChange }

export interface BinaryActionsProps {
  org: string
  id: string
  current: LiveBinary
  /** The reading pane has room for less. */
  size?: 's' | 'm' | undefined
}

/** All that can be done with one Binary. Each dialog is loaded when it is asked for. */
export function BinaryActions({ org, id, current, size }: BinaryActionsProps) {
  const [open, setOpen] = useState<Open>()
  const { binary, versionId } = current
  const look = { size }
  useCommands(useBinaryCommands({ org, id, name: displayName(binary), onOpen: setOpen }))
  return (
    <>
      <DownloadButton {...look} {...{ org, id, versionId, binary }} variant="primary" isCommand />
      <NewVersionButton {...{ org, id, current, size }} />
      <Button {...look} icon={Pencil} onClick={() => setOpen({ dialog: 'edit' })}>
        Edit
      </Button>
      <LinkButton {...look} icon={History} to={paths.versions(org, id)}>
        Versions
      </LinkButton>
      <Button {...look} icon={Link2} onClick={() => void copyLink(paths.binary(org, id))}>
        Copy link
      </Button>
      <Button {...look} icon={Trash2} onClick={() => setOpen({ dialog: 'delete' })}>
        Delete
      </Button>
      <Suspense fallback={null}>
        {open !== undefined && <OpenDialog {...{ org, id, current, open }} onOpen={setOpen} />}
      </Suspense>
    </>
  )
}

/** The same for the palette. Download and New version offer theirs themselves. */
function useBinaryCommands(props: {
  org: string
  id: string
  name: string
  onOpen: (open: Open) => void
}): Command[] {
  const { org, id, name, onOpen } = props
  const go = useNavigate()
  const named = (verb: string, icon: IconType, run: () => void): Command => ({
    id: verb.toLowerCase().replaceAll(' ', '-'),
    label: `${verb} ${name}`,
    group: 'Actions',
    icon,
    run,
  })
  return [
    named('Edit', Pencil, () => onOpen({ dialog: 'edit' })),
    named('Versions of', History, () => void go(paths.versions(org, id))),
    named('Copy link to', Link2, () => void copyLink(paths.binary(org, id))),
    named('Delete', Trash2, () => onOpen({ dialog: 'delete' })),
  ]
}

function OpenDialog(props: BinaryActionsProps & { open: Open; onOpen: (open?: Open) => void }) {
  const { org, id, current, open, onOpen } = props
  // What the reader began with: a dialog that is open keeps it, whatever becomes of the page behind.
  const [{ binary, versionId }] = useState(current)
  const shared = { org, id, onClose: () => onOpen() }
  switch (open.dialog) {
    case 'edit':
      return (
        <EditDialog
          {...shared}
          {...{ binary, versionId }}
          onConflict={(operations) =>
            onOpen({ dialog: 'conflict', change: { kind: 'patch', operations } })
          }
        />
      )
    case 'delete':
      return (
        <DeleteDialog
          {...shared}
          {...{ binary, versionId }}
          onConflict={() => onOpen({ dialog: 'conflict', change: { kind: 'remove' } })}
        />
      )
    case 'conflict':
      return <ConflictDialog {...shared} change={open.change} baseVersionId={versionId} />
  }
}
