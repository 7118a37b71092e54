import { Files, GitCompare, History, Link2, Pencil, Trash2, FileUp } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useNavigate } from 'react-router'
import type { LiveBinary } from '#api/binaries/types.ts'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { DownloadButton } from '#features/preview/DownloadButton.tsx'
import { useUpload, useUploadTarget } from '#features/upload/context.tsx'
import { displayName, securityContextKey } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'
import { basePath } from '#site/base-path.ts'
import { paths } from '#site/paths.ts'
import { useCommands, type Command } from '#ui/commands.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import type { IconType } from '#ui/display/Icon.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { useKeptState } from '#ui/unsaved.ts'

const EditDialog = lazy(async () => ({
  default: (await import('#features/edit/EditDialog.tsx')).EditDialog,
}))
const DeleteDialog = lazy(async () => ({
  default: (await import('#features/edit/DeleteDialog.tsx')).DeleteDialog,
}))
const ChooseFile = lazy(async () => ({
  default: (await import('#features/compare/files/ChooseFile.tsx')).ChooseFile,
}))

/** `base`: what the reader began with. A dialog that is open keeps it, whatever happens to the page behind it. */
interface Open {
  dialog: 'edit' | 'delete' | 'compare'
  base: LiveBinary
}

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
  const problem = useWriteProblem(org)
  const openDialog = (dialog: Open['dialog']) => setOpen({ dialog, base: current })
  const name = isolate(displayName(binary))
  const context = securityContextKey(binary)
  useCommands(useBinaryCommands({ org, id, name, problem, context, onOpen: openDialog }))
  return (
    <>
      <DownloadButton {...look} {...{ org, id, versionId, binary }} variant="primary" isCommand />
      <NewVersionButton {...{ org, id, current, size }} />
      <Button {...look} icon={Pencil} disabledReason={problem} onClick={() => openDialog('edit')}>
        Edit
      </Button>
      <LinkButton {...look} icon={History} to={paths.versions(org, id)}>
        Versions
      </LinkButton>
      <Button {...look} icon={GitCompare} onClick={() => openDialog('compare')}>
        Compare with another file…
      </Button>
      <Button {...look} icon={Link2} onClick={() => void copyLink(paths.binary(org, id))}>
        Copy link
      </Button>
      <Button {...look} icon={Trash2} disabledReason={problem} onClick={() => openDialog('delete')}>
        Delete
      </Button>
      <Suspense fallback={null}>
        {open !== undefined && (
          <OpenDialog {...{ org, id, open }} onClose={() => setOpen(undefined)} />
        )}
      </Suspense>
    </>
  )
}

/** The same for the palette. Download and New version add their own commands. */
function useBinaryCommands(props: {
  org: string
  id: string
  name: string
  /** Why it can't be changed, if it can't. */
  problem: string | undefined
  /** By which files have the same security context. */
  context: string | undefined
  onOpen: (dialog: Open['dialog']) => void
}): Command[] {
  const { org, id, name, problem, context, onOpen } = props
  const go = useNavigate()
  const named = (verb: string, icon: IconType, run: () => void): Command => ({
    id: verb.toLowerCase().replaceAll(' ', '-'),
    label: `${verb} ${name}`,
    group: 'Actions',
    icon,
    run,
  })
  const changes =
    problem === undefined
      ? [
          named('Edit', Pencil, () => onOpen('edit')),
          named('Delete', Trash2, () => onOpen('delete')),
        ]
      : []
  return [
    ...changes,
    named('Versions of', History, () => void go(paths.versions(org, id))),
    {
      ...named('Compare', GitCompare, () => onOpen('compare')),
      label: `Compare ${name} with another file`,
    },
    ...(context === undefined
      ? []
      : [filesOf(context, () => void go(paths.context(org, context)))]),
    named('Copy link to', Link2, () => void copyLink(paths.binary(org, id))),
  ]
}

function filesOf(context: string, run: () => void): Command {
  const label = `All files of ${context.replace(/^\|/, '')}`
  return { id: 'context', label, group: 'Go to', icon: Files, run }
}

function OpenDialog(props: { org: string; id: string; open: Open; onClose: () => void }) {
  const { org, id, open, onClose } = props
  const { binary, versionId } = open.base
  const go = useNavigate()
  if (open.dialog === 'compare') {
    const onChoose = (other: Binary) => {
      onClose()
      if (other.id === undefined) return
      const right = { id: other.id, versionId: other.meta?.versionId }
      void go(paths.compareFiles(org, { id, versionId }, right))
    }
    return <ChooseFile {...{ org, onClose, onChoose }} like={{ ...binary, id }} />
  }
  const Dialog = open.dialog === 'edit' ? EditDialog : DeleteDialog
  return <Dialog {...{ org, id, binary, versionId, onClose }} />
}

/** Copies the address of a page of ours; says so, also where the browser forbids it. */
async function copyLink(path: string): Promise<void> {
  const link = new URL(basePath() + path, location.origin).href
  try {
    await navigator.clipboard.writeText(link)
    toast({ tone: 'success', title: 'The link was copied' })
  } catch {
    // On plain http, or by policy.
    toast({ tone: 'warning', title: 'The browser did not allow copying', body: link })
  }
}

interface NewVersionButtonProps {
  org: string
  id: string
  current: LiveBinary
  size?: 's' | 'm' | undefined
}

/** The button "New version" of one Binary; files that are dropped beside it may become its new version too. */
function NewVersionButton({ org, id, current, size }: NewVersionButtonProps) {
  const problem = useWriteProblem(org)
  const { openDialog } = useUpload()
  const target = { id, name: displayName(current.binary), versionId: current.versionId }
  useUploadTarget(problem === undefined ? target : undefined)
  const run = () => openDialog({ target })
  useCommands([
    {
      id: `new-version-${id}`,
      label: `New version of ${target.name}`,
      group: 'Actions',
      icon: FileUp,
      run,
    },
  ])
  return (
    <Button size={size} icon={FileUp} disabledReason={problem} onClick={run}>
      New version
    </Button>
  )
}
