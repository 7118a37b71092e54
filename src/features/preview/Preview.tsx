import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { RangedOf } from '#api/binaries/ranges/ranged-content.ts'
import { useApi } from '#api/context.tsx'
import { contentSize, displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { ContentSource } from '#formats/content-source.ts'
import { DownloadButton } from './DownloadButton.tsx'
import { Shown, type Correction } from './Shown.tsx'
import {
  beginsInRanges,
  mostUnasked,
  useEarlyViewer,
  useProgress,
  useRanges,
} from './use-ranges.ts'
import { Waiting, type WaitingContent } from './Waiting.tsx'
import type { RenderWhole } from './whole-content.ts'
import { WholeOfBinary } from './WholeOfBinary.tsx'
import styles from './preview.module.css'

/** What there is to show, as far as it has come. */
export type PreviewContent =
  | WaitingContent
  | { state: 'ready'; blob: Blob; contentType: string | undefined }
  /** Read in ranges; the whole of it is loaded when a viewer wants it. */
  | { state: 'ranged'; source: ContentSource; renderWhole: RenderWhole }

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
  const beside = { name, download, renderCorrection }
  switch (content.state) {
    case 'ready':
      return <Shown content={{ ...content, kind: 'whole' }} {...beside} />
    case 'ranged':
      return <Shown content={{ ...content, kind: 'ranged' }} {...beside} />
    case 'loading':
    case 'asks':
    case 'failed':
      return <Waiting content={content} download={download} />
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

/**
 * The preview of a Binary that is known but for its content. A large one whose viewer begins with less is read in ranges
 * where the server gives them; all else is loaded whole: what is large is asked for, what is slow can be stopped.
 */
export function PreviewOfBinary(props: PreviewOfBinaryProps) {
  const { org, id, versionId, binary } = props
  useEarlyViewer(binary)
  const size = contentSize(binary)
  if (versionId === undefined || size === undefined || !beginsInRanges(binary, size)) {
    return <WholePreview {...props} />
  }
  const of = { org, id, versionId, size, name: displayName(binary) }
  return <RangedPreview key={JSON.stringify(of)} of={of} preview={props} />
}

function RangedPreview({ of, preview }: { of: RangedOf; preview: PreviewOfBinaryProps }) {
  const { opened, stop } = useRanges(of, mostUnasked(preview.binary))
  const progress = useProgress(of)
  if (opened === 'opening') {
    const content = { state: 'loading', ...progress, ...(progress && { onStop: stop }) } as const
    return <PreviewWith {...preview} content={content} />
  }
  if (opened === 'whole' || opened === 'stopped') {
    return <WholePreview {...preview} isStopped={opened === 'stopped'} />
  }
  const renderWhole: RenderWhole = (render, wanted) => (
    <WholeOfBinary {...preview} render={render} wanted={wanted} />
  )
  return <PreviewWith {...preview} content={{ state: 'ranged', source: opened, renderWhole }} />
}

function WholePreview(props: PreviewOfBinaryProps & { isStopped?: boolean }) {
  return (
    <WholeOfBinary {...props} render={(content) => <PreviewWith {...props} content={content} />} />
  )
}

function PreviewWith(props: PreviewOfBinaryProps & { content: PreviewContent }) {
  const { org, id, versionId, binary, label, renderCorrection, content } = props
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
