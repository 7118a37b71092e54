import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSize, displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { isText, kindOfLabel } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { DownloadButton } from './DownloadButton.tsx'
import { Loading, Shown, type Correction, type LoadingProps } from './Shown.tsx'
import styles from './preview.module.css'

/** What there is to show, as far as it has come. */
export type PreviewContent =
  | ({ state: 'loading' } & LoadingProps)
  /** Too large to be loaded unasked, or stopped on the way. `size` in bytes, where it is known. */
  | { state: 'asks'; size: number | undefined; onLoad: () => void }
  | { state: 'failed'; title: string; advice: string; details: string; onRetry: () => void }
  | { state: 'ready'; blob: Blob; contentType: string | undefined }

export interface PreviewProps {
  content: PreviewContent
  /** The file's name, or what stands in for it. */
  name: string
  /** Of the region; "Preview" unless two are side by side. */
  label?: string | undefined
  /** The download, offered where something can't be shown. */
  download?: ReactNode
  renderCorrection?: Correction | undefined
}

/** The region that shows a content: as what it is where that is known, as its bytes otherwise and always on demand. */
export function Preview({ label = 'Preview', ...inside }: PreviewProps) {
  return (
    <section className={styles['preview']} aria-label={label}>
      <Inside {...inside} />
    </section>
  )
}

function Inside({ content, name, download, renderCorrection }: Omit<PreviewProps, 'label'>) {
  switch (content.state) {
    case 'loading':
      return <Loading {...content} />
    case 'asks':
      return (
        <EmptyState
          title={
            content.size === undefined
              ? 'Loading was stopped'
              : `This file is ${formatBytes(content.size)}`
          }
          actions={
            <>
              <Button variant="primary" onClick={content.onLoad}>
                Load the preview
              </Button>
              {download}
            </>
          }
        >
          Loading it may take a while.
        </EmptyState>
      )
    case 'failed': {
      const { title, advice, details, onRetry } = content
      const retry = <Button onClick={onRetry}>Try again</Button>
      return <ErrorState title={title} advice={advice} details={details} actions={retry} />
    }
    case 'ready':
      return <Shown {...content} {...{ name, download, renderCorrection }} />
  }
}

export interface PreviewOfBinaryProps {
  org: string
  id: string
  /** `undefined`: as it stands now. Versions never change, so naming one spares a second loading. */
  versionId: string | undefined
  /** That version, without its content. */
  binary: Binary
  /** Of the region; "Preview" unless two are side by side. */
  label?: string | undefined
  /** Only for what can still be changed. */
  renderCorrection?: Correction | undefined
}

/** Bytes that are loaded without asking; of text more, since only what is in view of it is drawn. */
const UNASKED = 50_000_000
const UNASKED_TEXT = 120_000_000

/** The preview of a Binary that is known but for its content, which this loads: what is large is asked for, what is slow can be stopped. */
export function PreviewOfBinary(props: PreviewOfBinaryProps) {
  const { org, id, versionId, binary, label } = props
  const wanted = `${org}/${id}/${versionId ?? ''}`
  const [allowed, setAllowed] = useState<string>()
  const [stopped, setStopped] = useState<string>()
  const size = contentSize(binary)
  const most = isText(kindOfLabel(binary.contentType, displayName(binary))) ? UNASKED_TEXT : UNASKED
  const asks = stopped === wanted || (allowed !== wanted && (size ?? 0) > most)
  // Stopping takes the one away that wants the content: whoever else wants it still gets it.
  if (!asks) return <LoadedPreview {...props} onStop={() => setStopped(wanted)} />
  const load = () => {
    setStopped(undefined)
    setAllowed(wanted)
  }
  return (
    <Preview
      content={{ state: 'asks', size, onLoad: load }}
      name={displayName(binary)}
      label={label}
      download={<DownloadButton {...{ org, id, versionId, binary }} label="Get the original" />}
    />
  )
}

function LoadedPreview(props: PreviewOfBinaryProps & { onStop: () => void }) {
  const { org, id, versionId, binary, label, renderCorrection, onStop } = props
  const content = useContent({ org, id, versionId }, contentSize(binary), onStop)
  return (
    <Preview
      content={content}
      name={displayName(binary)}
      label={label}
      renderCorrection={renderCorrection}
      download={<DownloadButton {...{ org, id, versionId, binary }} label="Get the original" />}
    />
  )
}

function useContent(
  of: { org: string; id: string; versionId: string | undefined },
  size: number | undefined,
  onStop: () => void,
): PreviewContent {
  const { binaries } = useApi()
  const options = binaries.content(of.org, of.id, of.versionId)
  const query = useQuery({ ...options, refetchOnWindowFocus: false })
  const progress = useSyncExternalStore(binaries.contentProgress.subscribe, () =>
    binaries.contentProgress.get(of),
  )
  if (query.data !== undefined) {
    const { blob, contentType } = query.data
    return { state: 'ready', blob, contentType }
  }
  if (query.isError) {
    const { title, advice, details } = explainError(query.error)
    return { state: 'failed', title, advice, details, onRetry: () => void query.refetch() }
  }
  if (progress === undefined) return { state: 'loading' }
  return { state: 'loading', loaded: progress.loaded, total: progress.total ?? size, onStop }
}

/** The preview of one version by its id alone: for places that show several. A deleted version shows nothing. */
export function PreviewOf(props: {
  org: string
  id: string
  versionId: string
  label?: string | undefined
}) {
  const { org, id, versionId, label } = props
  const version = useQuery(useApi().binaries.version(org, id, versionId))
  if (version.data?.state === 'deleted') return null
  // A version that can't be read says why where its content fails, in the same words.
  const binary: Binary = version.data?.binary ?? { resourceType: 'Binary', id }
  if (version.isPending) return <Preview content={{ state: 'loading' }} name={id} label={label} />
  return <PreviewOfBinary org={org} id={id} versionId={versionId} binary={binary} label={label} />
}
