import { useEffect, useState, type ComponentType } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { cutAtLine } from '#formats/text/cut-at-line.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import type { HeadViewerProps, SourceViewerProps } from './viewer.ts'
import { Loading, type WaitingContent } from './Waiting.tsx'
import { useHere, type RenderWhole, type WholeContent } from './whole-content.ts'
import styles from './preview.module.css'

interface HeadFirstProps extends SourceViewerProps {
  Viewer: ComponentType<HeadViewerProps>
  renderWhole: RenderWhole
}

/** Milliseconds after which the rest is loaded although no beginning is shown. */
const PATIENCE = 1500

/** The first lines of a content at once, and all of it in their place when it has come. */
export function HeadFirst({ renderWhole, ...viewer }: HeadFirstProps) {
  const { source, contentType } = viewer
  const head = useHead(source, contentType)
  const [begun, setBegun] = useState<ContentSource>()
  const onBeginning = () => setBegun(source)
  useEffect(() => {
    const timer = setTimeout(() => setBegun(source), PATIENCE)
    return () => clearTimeout(timer)
  }, [source])
  const parts = { ...viewer, head, onBeginning }
  return renderWhole((whole) => <AsFarAsItIs {...parts} whole={whole} />, begun === source)
}

interface AsFarAsItIsProps extends Omit<HeadFirstProps, 'renderWhole'> {
  whole: WholeContent
  head: Blob | undefined
  onBeginning: () => void
}

function AsFarAsItIs({ whole, head, ...viewer }: AsFarAsItIsProps) {
  const isWhole = whole.state === 'ready'
  const blob = isWhole ? whole.blob : head
  return (
    <>
      {!isWhole && <Rest content={whole} shown={head?.size} />}
      {blob === undefined ? <Loading /> : <Filled {...viewer} blob={blob} partial={!isWhole} />}
    </>
  )
}

interface FilledProps extends Omit<HeadFirstProps, 'renderWhole'> {
  blob: Blob
  partial: boolean
  onBeginning: () => void
}

/** One viewer for both, so that it stays where it is when the whole comes. */
function Filled({ Viewer, blob, ...viewer }: FilledProps) {
  const here = useHere(blob, viewer)
  return <Viewer {...viewer} blob={here.blob} />
}

/** What is missing yet, and what can be done about it. */
function Rest({ content, shown }: { content: WaitingContent; shown: number | undefined }) {
  const here = shown === undefined ? '' : `The first ${formatBytes(shown)} is shown. `
  switch (content.state) {
    case 'loading': {
      const { loaded, total, onStop } = content
      return (
        <div className={styles['rest']}>
          <span>
            {here}
            {loaded === undefined
              ? 'Loading the rest…'
              : `Loading all of it: ${formatBytes(loaded)}${total === undefined ? '' : ` of ${formatBytes(total)}`}`}
          </span>
          <ProgressBar
            label="Loading the rest"
            value={total === undefined ? undefined : loaded}
            max={total}
          />
          {onStop && (
            <Button size="s" onClick={onStop}>
              Stop
            </Button>
          )}
        </div>
      )
    }
    case 'asks':
      return (
        <div className={styles['rest']} role="status">
          <span>
            {here}
            {content.size !== undefined && `The file is ${formatBytes(content.size)}.`}
          </span>
          <Button size="s" onClick={content.onLoad}>
            Load all of it
          </Button>
        </div>
      )
    case 'failed':
      return (
        <div className={styles['rest']} role="alert">
          <span>
            {here}
            The rest could not be loaded: {content.title}. {content.advice}
          </span>
          <Button size="s" onClick={content.onRetry}>
            Try again
          </Button>
        </div>
      )
  }
}

/** Bytes: many screens of text, and what a ranged source has read anyway. */
const HEAD = 1 << 20

/** What can't be read is told where the whole is loaded. */
function useHead(source: ContentSource, contentType: string): Blob | undefined {
  const [known, setKnown] = useState<{ source: ContentSource; head: Blob }>()
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    source.slice(0, HEAD, signal).then(
      (bytes) => {
        if (signal.aborted) return
        const head = new Blob([cutAtLine(bytes)], { type: contentType })
        setKnown({ source, head })
      },
      () => undefined,
    )
    return () => controller.abort()
  }, [source, contentType])
  return known?.source === source ? known.head : undefined
}
