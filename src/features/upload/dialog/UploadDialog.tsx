import { useState, type SubmitEvent, useId } from 'react'
import { explainError } from '#api/transport/explain-error.ts'
import type { Binary } from '#fhir/types.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { useDraft } from '#ui/unsaved.ts'
import type { VersionTarget } from '../context.tsx'
import type { UploadSpec, UploadTarget } from '../queue/item.ts'
import { files } from '../queue/totals.ts'
import { type SharedFields } from './draft.ts'
import { DraftList } from './DraftList.tsx'
import { FileChooser } from './FileChooser.tsx'
import { SharedFieldSet } from './SharedFieldSet.tsx'
import { problemsOf, sharedProblems, specOf } from './spec.ts'
import type { Drafts } from './use-drafts.ts'
import { useVersionBase, type VersionBase } from './use-version-base.ts'
import styles from './upload-dialog.module.css'

// With the dialog, so that no later failure to load it keeps files from being sent.
void import('../transfer/run-attempt.ts').catch(() => undefined)

export interface UploadDialogProps {
  org: string
  drafts: Drafts
  /** The Binary that one file could become a new version of. */
  target: VersionTarget | undefined
  /** Whether that is the choice to begin with. */
  asVersion: boolean
  onClose: () => void
  onStart: (specs: UploadSpec[]) => void
}

/** What is to be uploaded, and as what: asked before anything is sent. */
export function UploadDialog(props: UploadDialogProps) {
  const { drafts, target } = props
  const form = useUploadForm(props)
  const onClose = () => {
    form.discard()
    props.onClose()
  }
  const { list } = drafts
  return (
    <Dialog
      open
      size="l"
      title="Upload"
      onClose={onClose}
      dirty={list.length > 0}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} variant="primary" disabledReason={form.notYet}>
            Start upload
          </Button>
        </>
      }
    >
      <form id={FORM} className={styles['form']} noValidate onSubmit={form.onSubmit}>
        <FileChooser isEmpty={list.length === 0} multiple={!form.isVersion} onFiles={drafts.add} />
        {target !== undefined && (
          <TargetChoice
            target={target}
            isVersion={form.isVersion}
            tooMany={list.length > 1}
            onChange={form.setWantsVersion}
          />
        )}
        {form.failedBase && <BaseFailed base={form.failedBase} />}
        {list.length > 0 && (
          <>
            <SharedFieldSet
              legend={list.length === 1 ? 'Fields' : `For all ${files(list.length)}`}
              value={form.shared}
              problems={form.checked ? form.problems : {}}
              onChange={form.setShared}
            />
            <DraftList
              drafts={drafts}
              shared={form.shared}
              checked={form.checked}
              base={form.base}
            />
          </>
        )}
      </form>
    </Dialog>
  )
}

interface Typed {
  wantsVersion: boolean
  shared: SharedFields | undefined
}

/** What is chosen and typed in the dialog, and whether it can be sent. */
function useUploadForm({ org, drafts, target, asVersion, onStart }: UploadDialogProps) {
  const [initial] = useState<Typed>(() => ({ wantsVersion: asVersion, shared: undefined }))
  const draft = useDraft(`upload ${org}`, initial)
  const { wantsVersion, shared: typed } = draft.value
  const [checked, setChecked] = useState(false)
  const current = useVersionBase(org, target)
  const { list } = drafts
  const isVersion = wantsVersion && target !== undefined && list.length <= 1
  const base = isVersion ? current.binary : undefined
  const shared = typed ?? sharedOf(base)
  const problems = sharedProblems(shared)
  const isWrong = Object.keys(problems).length > 0 || list.some((draft) => hasProblems(draft))

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setChecked(true)
    if (isWrong) {
      // The words that say what is wrong come with the next paint.
      requestAnimationFrame(() => focusProblem(form))
      return
    }
    const to = { org, target: isVersion ? versionOf(target) : CREATE, shared, base }
    draft.discard()
    onStart(list.map((draft) => specOf(draft, to)))
  }
  return {
    isVersion,
    base,
    setWantsVersion: (wantsVersion: boolean) =>
      draft.set((before) => ({ ...before, wantsVersion })),
    discard: draft.discard,
    shared,
    setShared: (next: SharedFields) => draft.set((before) => ({ ...before, shared: next })),
    checked,
    problems,
    notYet: notYet(list) ?? (isVersion ? baseProblem(current) : undefined),
    // Shown until it can be read: nothing is sent before.
    failedBase: isVersion && base === undefined && !current.isPending ? current : undefined,
    onSubmit,
  }
}

const CREATE = { kind: 'create' } as const
const FORM = 'upload-form'

function sharedOf(binary: Binary | undefined): SharedFields {
  return {
    language: binary?.language ?? '',
    securityContext: binary?.securityContext?.reference ?? '',
  }
}

function versionOf({ id, versionId }: VersionTarget): UploadTarget {
  return { kind: 'version', id, ...(versionId === undefined ? {} : { ifMatch: versionId }) }
}

function hasProblems(draft: Parameters<typeof problemsOf>[0]): boolean {
  return Object.keys(problemsOf(draft)).length > 0
}

function notYet(list: Drafts['list']): string | undefined {
  if (list.length === 0) return 'Choose files first.'
  if (list.some(({ detected }) => detected.state === 'reading')) return 'The files are being read.'
  if (list.some(({ detected }) => detected.state === 'unreadable')) {
    return 'A file can’t be read. Remove it, or choose it again.'
  }
  return undefined
}

function baseProblem({ binary, isPending }: VersionBase): string | undefined {
  if (binary !== undefined) return undefined
  return isPending
    ? 'The current version is being read.'
    : 'The current version can’t be read, and without it the new one would lose fields.'
}

function focusProblem(form: HTMLFormElement) {
  form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}

/** The version to begin with could not be read, or is gone. */
function BaseFailed({ base: { error, retry } }: { base: VersionBase }) {
  const words =
    error === null
      ? {
          title: 'This file was deleted in the meantime',
          advice: 'Upload it as a new file, or restore the deleted one first.',
        }
      : explainError(error)
  return <ErrorBanner {...words} actions={<Button onClick={retry}>Try again</Button>} />
}

/** On a Binary's page: is the file its new version, or a Binary of its own? */
function TargetChoice(props: {
  target: VersionTarget
  isVersion: boolean
  /** Only one file can be the next version. */
  tooMany: boolean
  onChange: (isVersion: boolean) => void
}) {
  const { target, isVersion, tooMany, onChange } = props
  const name = useId()
  return (
    <fieldset className={styles['choice']}>
      <legend>Upload as</legend>
      <label>
        <input
          type="radio"
          name={name}
          checked={isVersion}
          disabled={tooMany}
          onChange={() => onChange(true)}
        />
        <span>
          New version of <bdi>{target.name}</bdi>
        </span>
      </label>
      <label>
        <input type="radio" name={name} checked={!isVersion} onChange={() => onChange(false)} />
        <span>{tooMany ? 'New files' : 'New file'}</span>
      </label>
      {tooMany && (
        <p className={styles['note']}>A new version takes one file only: remove the others.</p>
      )}
    </fieldset>
  )
}
