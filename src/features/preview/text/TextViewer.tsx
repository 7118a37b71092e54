import { Search, WandSparkles, WrapText } from 'lucide-react'
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react'
import { formatJson } from '#formats/json/format-json.ts'
import type { Kind } from '#formats/kinds.ts'
import { decodeText, type Encoding } from '#formats/text/encodings.ts'
import type { FoundEncoding } from '#formats/text/find-encoding.ts'
import { formatXml } from '#formats/xml/format-xml.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { useOnceShown } from '../use-once-shown.ts'
import type { HeadViewerProps, Problem } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { EncodingField, UnreadLabel } from './EncodingField.tsx'
import { TextPane, type TextPaneHandle } from './TextPane.tsx'
import { useEncoding } from './use-encoding.ts'
import styles from './text.module.css'

const LargeTextViewer = lazy(async () => ({
  default: (await import('./large/LargeTextViewer.tsx')).LargeTextViewer,
}))

/** Bytes; a string in V8 ends at 512 Mi characters. */
const LARGEST = 500_000_000
/** Bytes; above it the editor would hold the page up while it reads, and a worker keeps the text. */
const LARGEST_EDITED = 5_000_000
/** Characters; laying out more would hold the page up for seconds. */
const LARGEST_FORMATTED = 20_000_000

/** Any text as its own letters: never rendered, never run. */
export function TextViewer(props: HeadViewerProps) {
  // A beginning is shown as the whole will be.
  const size = props.partial === true ? props.source.size : props.blob.size
  const tooLarge = size > LARGEST
  useProblem(tooLarge ? TOO_LARGE : undefined, props.onProblem)
  if (tooLarge) return null
  if (size > LARGEST_EDITED) {
    return (
      <Suspense fallback={<Skeleton lines={12} label="Reading the text" />}>
        <LargeTextViewer {...props} />
      </Suspense>
    )
  }
  return <ReadText {...props} />
}

function ReadText(props: HeadViewerProps) {
  const bytes = useBlobBytes(props.blob)
  const found = useEncoding(props)
  useProblem(bytes instanceof Error ? UNREADABLE : undefined, props.onProblem)
  if (bytes instanceof Error) return null
  if (bytes === undefined || found === undefined) {
    return <Skeleton lines={12} label="Reading the text" />
  }
  return <ShownText {...props} bytes={bytes} found={found} />
}

function ShownText(props: HeadViewerProps & { bytes: Uint8Array; found: FoundEncoding }) {
  const { bytes, found, kind, name, bar, onBeginning } = props
  useOnceShown(true, onBeginning)
  const [chosen, setChosen] = useState<Encoding>()
  const [wrap, setWrap] = useState(true)
  const [formatted, setFormatted] = useState(false)
  const pane = useRef<TextPaneHandle>(null)
  const text = decodeText(bytes, chosen ?? found.encoding)
  const layout = formatted ? laidOut(kind, text) : { text }
  return (
    <>
      <ViewerBar bar={bar} label="Text">
        <IconButton size="s" label="Find" icon={Search} onClick={() => pane.current?.find()} />
        <IconButton
          size="s"
          label="Wrap lines"
          icon={WrapText}
          aria-pressed={wrap}
          onClick={() => setWrap(!wrap)}
        />
        {canLayOut(kind) && (
          <IconButton
            size="s"
            label="Formatted"
            icon={WandSparkles}
            aria-pressed={formatted}
            disabledReason={
              text.length > LARGEST_FORMATTED ? 'This file is too large to lay out.' : undefined
            }
            onClick={() => setFormatted(!formatted)}
          />
        )}
        <EncodingField found={found} value={chosen} onChange={setChosen} />
      </ViewerBar>
      <UnreadLabel found={found} chosen={chosen} />
      {layout.fault !== undefined && (
        <p className={styles['fault']} role="status">
          Shown as it is stored: {layout.fault}
        </p>
      )}
      {bytes.length === 0 && <p className={styles['fault']}>The file is empty: 0 bytes.</p>}
      <TextPane ref={pane} text={layout.text} wrap={wrap} label={`Text of ${name}`} />
    </>
  )
}

function canLayOut(kind: Kind): boolean {
  return kind === 'json' || kind === 'xml' || kind === 'ccda' || kind === 'ecg'
}

function laidOut(kind: Kind, text: string): { text: string; fault?: string } {
  if (kind !== 'json') return { text: formatXml(text) }
  try {
    return { text: formatJson(text) }
  } catch (error) {
    return { text, fault: `it is not valid JSON (${error instanceof Error ? error.message : ''}).` }
  }
}

function useProblem(problem: Problem | undefined, onProblem: (problem: Problem) => void): void {
  const tell = useEffectEvent(onProblem)
  useEffect(() => {
    if (problem) tell(problem)
  }, [problem])
}

const TOO_LARGE: Problem = {
  title: 'This text is too large to show',
  advice: 'You can view its bytes, or download it.',
}

const UNREADABLE: Problem = {
  title: 'This text could not be read',
  advice: 'The browser no longer has the content. Reload the page.',
}

/** The bytes of a blob: `undefined` while they are read, an Error when they can't be. */
function useBlobBytes(blob: Blob): Uint8Array<ArrayBuffer> | Error | undefined {
  const [read, setRead] = useState<{ blob: Blob; result: Uint8Array<ArrayBuffer> | Error }>()
  useEffect(() => {
    let current = true
    const keep = (result: Uint8Array<ArrayBuffer> | Error) => {
      if (current) setRead({ blob, result })
    }
    blob.arrayBuffer().then(
      (buffer) => keep(new Uint8Array(buffer)),
      (error: unknown) => keep(error instanceof Error ? error : new Error(String(error))),
    )
    return () => {
      current = false
    }
  }, [blob])
  return read?.blob === blob ? read.result : undefined
}
