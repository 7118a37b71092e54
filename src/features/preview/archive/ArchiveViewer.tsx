import { createContext, use, useState, type ReactNode } from 'react'
import { DOS_ENCODINGS, type NameEncoding } from '#formats/archive/entry-names.ts'
import type { ContentSource } from '#formats/content-source.ts'
import { formatOfType } from '#formats/kinds.ts'
import { ENCODINGS } from '#formats/text/encodings.ts'
import { formatBytes } from '#lib/format.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { Reading, useProblem } from '../parts/SourceView.tsx'
import type { Problem, SourceViewerProps, ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { ArchiveList } from './ArchiveList.tsx'
import { GzipView } from './GzipView.tsx'
import { Remarks } from './Remarks.tsx'
import { useArchive } from './use-archive.ts'
import styles from './archive.module.css'

/** How many archives this one lies in: some hold themselves, and none ends. */
const Depth = createContext(0)
const DEEPEST = 5

/** A ZIP or tar file: what it holds, and each of it opened in place when somebody asks for it. */
export function ArchiveViewer(props: SourceViewerProps) {
  return (
    <Deeper>
      <ListedArchive {...props} kind={props.kind === 'tar' ? 'tar' : 'zip'} />
    </Deeper>
  )
}

export function GzipViewer(props: ViewerProps) {
  return (
    <Deeper>
      <GzipView {...props} />
    </Deeper>
  )
}

function Deeper({ children }: { children: ReactNode }) {
  const depth = use(Depth)
  if (depth >= DEEPEST) {
    return (
      <EmptyState title={`An archive within ${DEEPEST} archives`}>
        Archives within archives are opened to this depth. Download this one to open it by itself.
      </EmptyState>
    )
  }
  return <Depth value={depth + 1}>{children}</Depth>
}

/** What no reader here opens is named. */
export function OtherArchive({ contentType, onProblem }: SourceViewerProps) {
  const label = formatOfType(contentType)?.label ?? 'archive of this kind'
  useProblem(
    {
      title: `This is ${/^[Rx]/.test(label) ? 'an' : 'a'} ${label}`,
      advice:
        'Archives of this kind can’t be opened here. Download it and open it with a program that knows it, or look at its bytes.',
    } satisfies Problem,
    onProblem,
  )
  return null
}

function ListedArchive(props: SourceViewerProps & { kind: 'zip' | 'tar' }) {
  const { source, kind, bar, name } = props
  const [encoding, setEncoding] = useState<{ of: ContentSource; value: NameEncoding }>()
  const [filter, setFilter] = useState('')
  const control = useArchive(source, kind, encoding?.of === source ? encoding.value : undefined)
  const { archive, problem } = control
  useProblem(problem, props.onProblem)
  if (problem) return null
  if (!archive) return <Reading label="Reading the list of contents" onStop={control.stop} />
  const { opened } = archive
  return (
    <>
      <ViewerBar bar={bar} label="Archive">
        <span className={styles['sum']}>
          {opened.files.toLocaleString()} {opened.files === 1 ? 'file' : 'files'},{' '}
          {formatBytes(opened.size)}
        </span>
        {opened.files > 1 && (
          <div className={styles['filter']}>
            <TextField
              label="Filter by name"
              hideLabel
              type="search"
              placeholder="Filter by name"
              value={filter}
              onChange={(text) => {
                setFilter(text)
                control.filter(text)
              }}
            />
          </div>
        )}
        {opened.names && (
          <div className={styles['encoding']}>
            <SelectField
              label="Encoding of names"
              hideLabel
              options={encodings(opened.names.found, opened.names.isGuess)}
              value={opened.names.encoding}
              onChange={(value) => {
                setFilter('')
                setEncoding({ of: source, value })
              }}
            />
          </div>
        )}
      </ViewerBar>
      <Remarks remarks={opened.remarks} />
      {opened.comment !== '' && <p className={styles['comment']}>{opened.comment}</p>}
      {opened.files === 0 && archive.rows === 0 && filter === '' ? (
        <p className={styles['empty']}>The archive is empty: it holds no files.</p>
      ) : (
        <ArchiveList archive={archive} control={control} name={name} isFiltered={filter !== ''} />
      )}
    </>
  )
}

function encodings(found: NameEncoding, isGuess: boolean) {
  const how = isGuess ? 'guessed' : 'found'
  return [...DOS_ENCODINGS, ...ENCODINGS].map(({ value, label }) => ({
    value,
    label: value === found ? `${label} (${how})` : label,
  }))
}
