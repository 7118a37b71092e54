import { explainError } from '#api/transport/explain-error.ts'
import { isolate } from '#lib/isolate.ts'
import { ProgressBar, Spinner } from '#ui/display/Progress.tsx'
import type { Found } from './options.ts'
import type { LoadRest } from './use-find.ts'
import styles from './find.module.css'

interface FindNoteProps {
  found: Found & { load: LoadRest }
  organization: string
}

/** Under the suggestions: what was found, where it was looked for, and how far that is. */
export function FindNote({ found, organization }: FindNoteProps) {
  const { load } = found
  return (
    <div className={styles['note']}>
      <p role="status">
        {found.progress.kind === 'looking' && <Spinner size={14} />}
        <span>{noteOf(found, organization)}</span>
      </p>
      {load.running && (
        <ProgressBar label="Loading all files" value={load.loaded} max={load.total} />
      )}
      {load.error !== null && (
        <p role="alert">{explainError(load.error).title}. What is loaded stays.</p>
      )}
    </div>
  )
}

function noteOf(found: Found, organization: string): string {
  const { typed, progress, exact } = found
  if (typed.kind === 'nothing')
    return 'Type words of a name, a patient, or an id. Several ids open as a list.'
  if (progress.kind === 'looking') return 'Looking…'
  if (progress.kind === 'failed') {
    const { title, advice } = explainError(progress.error)
    return `${title}. ${advice}`
  }
  if (typed.kind === 'ids')
    return exact || typed.ids.length > 1 ? '' : 'No file has this id now. It may have been deleted.'
  const nothing = found.files.length === 0 && exact === undefined && found.contexts.length === 0
  const found_ = nothing ? 'Nothing found' : countWords(found)
  if (progress.kind === 'by-server') {
    return nothing
      ? `Nothing found in the names, patients and ids of ${files(progress.total)} of ${isolate(organization)}.`
      : `${found_}.`
  }
  const { looked, total, rest } = progress
  const where =
    rest === 'none'
      ? `all ${files(looked)}`
      : `the ${files(looked)} that are loaded${total === undefined ? '' : `, of ${total.toLocaleString()}`}`
  return `${found_} in the names, patients and ids of ${where}.${rest === 'none' && progress.why === 'undeclared' ? '' : ` ${WHY[progress.why]}`}`
}

const WHY = {
  undeclared: 'This server cannot search by name.',
  ignored: 'This server ignored the words, so this console looked itself.',
  refused: 'This server refused to search by words, so this console looked itself.',
} as const

function countWords({ files, count, progress }: Found): string {
  const shown = files.length.toLocaleString()
  if (count === undefined) return `The first ${shown}`
  if (count <= files.length) return `${count.toLocaleString()} found`
  // Of many, a server sends the first ones of its order.
  const which = progress.kind === 'by-server' ? 'first' : 'best'
  return `The ${which} ${shown} of ${count.toLocaleString()}`
}

function files(count: number | undefined): string {
  if (count === undefined) return 'all files'
  return `${count.toLocaleString()} ${count === 1 ? 'file' : 'files'}`
}
