import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { fileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { Choices } from '#formats/text/merge-choices.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { Draft } from '#ui/unsaved.ts'
import { mergedText } from './merge-texts.ts'
import { MergePieces } from './MergePieces.tsx'
import { runMerge, type MergedSide, type ReadyMerge } from './run-merge.ts'
import styles from './merge.module.css'

export interface MergeTextsProps {
  org: string
  id: string
  /** What both began with, and what was stored meanwhile. */
  base: { versionId: string; binary: Binary }
  theirs: { versionId: string; binary: Binary }
  /** Its content is here, or is that of a version. */
  mine: { blob?: Blob | undefined; versionId: string; binary: Binary }
  /** Of the merged file. */
  name: string
  /** What was decided so far; it outlives this view. */
  draft: Draft<Choices>
  /** Why it can't be saved yet, whatever is decided here. */
  problem?: string | undefined
  /** With the whole text, in the encoding of mine. */
  onMerged: (merged: File) => void
}

/** Region "Merge by hand": what one alone changed is taken, and each clash is decided by a person. */
export function MergeTexts(props: MergeTextsProps) {
  const { org, id, base, theirs, mine } = props
  const api = useApi()
  const [was, now] = [
    useQuery(api.binaries.content(org, id, base.versionId)),
    useQuery(api.binaries.content(org, id, theirs.versionId)),
  ]
  const isHere = mine.blob !== undefined
  const read = useQuery({ ...api.binaries.content(org, id, mine.versionId), enabled: !isHere })
  const blob = mine.blob ?? read.data?.blob
  const state = useMerge(
    was.data && now.data && blob,
    was.data && sideOf(was.data.blob, base.binary),
    now.data && sideOf(now.data.blob, theirs.binary),
    mine.binary,
  )
  const error = was.error ?? now.error ?? (isHere ? null : read.error)
  return (
    <section className={styles['merge']} aria-label="Merge by hand">
      {error !== null && <Banner tone="danger" title={explainError(error).title} />}
      {error === null && state.kind === 'working' && <ProgressBar label="Merging" />}
      {state.kind === 'failed' && <Banner tone="warning" title={state.why} />}
      {state.kind === 'ready' && <Decided {...props} merge={state.merge} />}
    </section>
  )
}

type State =
  | { kind: 'working' }
  | { kind: 'failed'; why: string }
  | { kind: 'ready'; merge: ReadyMerge }

function sideOf(blob: Blob, { contentType, ...binary }: Binary): MergedSide {
  return { blob, contentType, name: fileName(binary) }
}

/** Merges for as long as it is shown. */
function useMerge(
  blob: Blob | undefined,
  base: MergedSide | undefined,
  theirs: MergedSide | undefined,
  binary: Binary,
): State {
  const [state, setState] = useState<State>({ kind: 'working' })
  const [baseBlob, theirBlob] = [base?.blob, theirs?.blob]
  const key = JSON.stringify([base, theirs, sideOf(new Blob(), binary)])
  useEffect(() => {
    if (blob === undefined || baseBlob === undefined || theirBlob === undefined) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const labels = JSON.parse(key) as [MergedSide, MergedSide, MergedSide]
    const sides = {
      base: { ...labels[0], blob: baseBlob },
      theirs: { ...labels[1], blob: theirBlob },
      mine: { ...labels[2], blob },
    }
    runMerge(sides, signal).then(
      (merge) => signal.aborted || setState({ kind: 'ready', merge }),
      (error: unknown) =>
        signal.aborted ||
        setState({ kind: 'failed', why: error instanceof Error ? error.message : String(error) }),
    )
    return () => controller.abort()
  }, [blob, baseBlob, theirBlob, key])
  return state
}

function Decided(props: MergeTextsProps & { merge: ReadyMerge }) {
  const { merge, draft, name, mine, problem, onMerged } = props
  const [failure, setFailure] = useState<string>()
  const clashes = merge.pieces.flatMap(({ kind }, index) => (kind === 'clash' ? [index] : []))
  const open = clashes.filter((index) => draft.value[index] === undefined)
  const save = async () => {
    const text = mergedText(merge, draft.value)
    if (text === undefined) return
    const written = await merge.write(text)
    if (written.kind === 'problem') setFailure(written.why)
    else onMerged(new File([written.bytes], name, { type: mine.binary.contentType ?? '' }))
  }
  return (
    <>
      <p role="status">{clashWords(clashes.length, open.length)}</p>
      <MergePieces merge={merge} draft={draft} />
      <p className={styles['note']}>{merge.remarks.join(' ')}</p>
      {failure !== undefined && <Banner tone="danger" role="alert" title={failure} />}
      <div className={styles['actions']}>
        {draft.dirty && <Button onClick={draft.discard}>Decide anew</Button>}
        <Button
          variant="primary"
          disabledReason={open.length > 0 ? clashWords(clashes.length, open.length) : problem}
          onClick={() => void save()}
        >
          Upload the merged text
        </Button>
      </div>
    </>
  )
}

function clashWords(all: number, open: number): string {
  if (all === 0) return 'The two changes do not touch each other: both are in the merged text.'
  const clashes = all === 1 ? '1 clash' : `${all.toLocaleString()} clashes`
  return open === 0
    ? `${clashes}, all decided.`
    : `${clashes}, ${open.toLocaleString()} still to be decided.`
}
