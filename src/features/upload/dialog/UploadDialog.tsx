import { useId, useRef } from 'react'
import { explainError } from '#api/transport/explain-error.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import type { VersionTarget } from '../context.tsx'
import { CheckStatus } from './check/CheckStatus.tsx'
import { FindingChoices } from './check/FindingChoices.tsx'
import type { Draft } from './draft.ts'
import { FileChooser } from './FileChooser.tsx'
import { DraftTable, type DraftTableHandle } from './table/DraftTable.tsx'
import { useDrafts, type ChosenFiles, type Drafts } from './use-drafts.ts'
import {
  skippedWords,
  useUploadForm,
  type UploadForm,
  type UploadFormOptions,
} from './use-upload-form.ts'
import type { VersionBase } from './use-version-base.ts'
import styles from './upload-dialog.module.css'

// With the dialog, so that no later failure to load it keeps files from being sent.
void import('../transfer/run-attempt.ts').catch(() => undefined)

export interface UploadDialogProps extends UploadFormOptions {
  chosen: ChosenFiles
  onClose: () => void
}

/** What is to be uploaded, and as what: asked before anything is sent. */
export function UploadDialog(props: UploadDialogProps) {
  const drafts = useDrafts(props.org, props.chosen)
  const form = useUploadForm(props, drafts)
  const table = useRef<DraftTableHandle>(null)
  const onClose = () => {
    form.discard()
    drafts.discard()
    props.onClose()
  }
  const show = (draft: Draft) => table.current?.show(draft.key)
  return (
    <Dialog
      open
      size="xl"
      title="Upload"
      onClose={onClose}
      dirty={props.chosen.list.length > 0}
      footer={
        <>
          <span className={styles['skipped']}>{skippedWords(form)}</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} variant="primary" disabledReason={form.notYet}>
            Start upload
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className={styles['form']}
        noValidate
        onSubmit={(event) => form.onSubmit(event, show)}
      >
        <FileChooser
          isEmpty={drafts.list.length === 0}
          multiple={!form.isVersion}
          onFiles={drafts.add}
        />
        <LeftOut drafts={drafts} />
        {props.target !== undefined && (
          <TargetChoice
            target={props.target}
            isVersion={form.isVersion}
            tooMany={drafts.list.length > 1}
            onChange={form.setWantsVersion}
          />
        )}
        {form.failedBase && <BaseFailed base={form.failedBase} />}
        {drafts.list.length > 0 && <Batch org={props.org} {...{ drafts, form, table }} />}
      </form>
    </Dialog>
  )
}

const FORM = 'upload-form'

function Batch(props: {
  org: string
  drafts: Drafts
  form: UploadForm
  table: React.RefObject<DraftTableHandle | null>
}) {
  const { org, drafts, form, table } = props
  return (
    <>
      <CheckStatus progress={form.progress} findings={form.findings} />
      <FindingChoices drafts={drafts} findings={form.findings} />
      <DraftTable org={org} drafts={drafts} form={form} ref={table} />
    </>
  )
}

/** What file managers leave in folders is not wanted, mostly. */
function LeftOut({ drafts }: { drafts: Drafts }) {
  const { hidden } = drafts
  if (hidden === 0) return null
  return (
    <p className={styles['more']} role="status">
      {hidden === 1 ? '1 hidden file' : `${hidden.toLocaleString()} hidden files`} left out.
      <Button size="s" variant="quiet" onClick={drafts.includeHidden}>
        Include
      </Button>
    </p>
  )
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
