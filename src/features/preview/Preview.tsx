import type { ReactNode } from 'react'
import { formatBytes } from '#lib/format-bytes.ts'
import { Button } from '#ui/controls/Button.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { Loading, Shown, type LoadingProps } from './Shown.tsx'
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
}

/** The region that shows a content: as what it is where that is known, as its bytes otherwise and always on demand. */
export function Preview({ content, name, label = 'Preview', download }: PreviewProps) {
  return (
    <section className={styles['preview']} aria-label={label}>
      <Inside content={content} name={name} download={download} />
    </section>
  )
}

function Inside({ content, name, download }: Omit<PreviewProps, 'label'>) {
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
      return <Shown {...content} name={name} download={download} />
  }
}
