import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatBytes } from '#lib/format.ts'
import { paths } from '#site/paths.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { choiceWords } from '../check/FindingChoices.tsx'
import type { Finding, KnownFile } from '../check/findings.ts'
import { choicesFor } from '../check/plan.ts'
import type { Draft } from '../draft.ts'
import type { Drafts } from '../use-drafts.ts'
import type { UploadForm } from '../use-upload-form.ts'
import { notesOf } from './notes.ts'
import styles from './row-notes.module.css'

export interface RowNotesProps {
  org: string
  draft: Draft
  drafts: Drafts
  form: UploadForm
}

/** What is odd about a file, and what becomes of it. */
export function RowNotes({ org, draft, drafts, form }: RowNotesProps) {
  const notes = notesOf(draft, form.base)
  const findings = form.findings.get(draft.key) ?? []
  const choices = choicesFor(findings)
  if (notes.length === 0 && findings.length === 0) return null
  const plan = form.plans.get(draft.key)?.kind ?? 'create'
  const [first] = findings
  // For the only file the question above the table is the same one.
  const isAsked = drafts.list.length > 1 && choices.length > 0
  return (
    <div className={styles['told']}>
      <ul className={styles['list']}>
        {notes.map((note) => (
          <Note key={note}>{note}</Note>
        ))}
        {findings.map((finding) => (
          <Note key={finding.kind}>
            <FindingWords org={org} finding={finding} drafts={drafts} />
          </Note>
        ))}
        {draft.edit.choice === 'version' && plan === 'create' && (
          <Note>Another file of these becomes the new version; this one stays separate.</Note>
        )}
      </ul>
      {first && isAsked && (
        <SelectField
          label="What to do"
          hideLabel
          options={choices.map((value) => ({
            value,
            label: choiceWords(
              value,
              choices.includes('version') && value === 'separate' ? 'same-name' : first.kind,
            ),
          }))}
          value={draft.edit.choice ?? 'separate'}
          onChange={(choice) => drafts.change([draft.key], { choice })}
        />
      )}
    </div>
  )
}

function Note({ children }: { children: ReactNode }) {
  return (
    <li>
      <Icon icon={TriangleAlert} size={14} />
      <span>{children}</span>
    </li>
  )
}

function FindingWords(props: { org: string; finding: Finding; drafts: Drafts }): ReactNode {
  const { org, finding, drafts } = props
  switch (finding.kind) {
    case 'same-content':
      return (
        <>
          The same content is here already as <KnownLink org={org} file={finding.of} />.
        </>
      )
    case 'twice': {
      const other = drafts.list.find(({ key }) => key === finding.of)
      return (
        <>
          The same content as <bdi>{other?.path ?? 'another file'}</bdi> above.
        </>
      )
    }
    case 'same-name':
      return (
        <>
          {finding.count === 1 ? 'A file' : `${finding.count.toLocaleString()} files`} of this name{' '}
          {finding.count === 1 ? 'is' : 'are'} here already:{' '}
          <KnownLink org={org} file={finding.of} />
        </>
      )
    case 'empty':
      return 'This file is empty and will be stored without content.'
    case 'too-large':
      return finding.limit.by === 'config'
        ? `Larger than the ${formatBytes(finding.limit.bytes)} that one file may have here.`
        : `The server refused a file of ${formatBytes(finding.limit.bytes + 1)} before.`
  }
}

/** In a new tab: the dialog with its files stays as it is. */
function KnownLink({ org, file }: { org: string; file: KnownFile }) {
  const folder = file.folder === '' ? '' : `${file.folder}/`
  return (
    <a href={paths.binary(org, file.id)} target="_blank" rel="noreferrer">
      <bdi>{file.name === '' ? file.id : `${folder}${file.name}`}</bdi>
    </a>
  )
}
