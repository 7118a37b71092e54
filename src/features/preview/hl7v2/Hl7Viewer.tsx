import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { readHeader } from '#formats/hl7v2/message-header.ts'
import type { Hl7Part, Hl7Message } from '#formats/hl7v2/read-messages.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Reading, SourceSwitch, SourceView, STOPPED, useProblem } from '../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import type { Hl7Content, Hl7Task } from './hl7-worker.ts'
import { MessageView } from './MessageView.tsx'
import { SegmentFields } from './SegmentFields.tsx'
import documentStyles from '../parts/document.module.css'
import styles from './hl7.module.css'

/** Bytes; more is shown as its source. */
const LARGEST = 50_000_000

/** HL7 v2 messages: who and what at the top, results as a table, every field by its name and path. */
export function Hl7Viewer(props: ViewerProps) {
  const { content, problem, stop } = useHl7(props.blob, props.contentType)
  const [source, setSource] = useState(false)
  useProblem(problem, props.onProblem)
  const messages = content?.file.parts.filter((part) => part.type === 'message') ?? []
  const understood =
    content !== undefined && content.file.parts.some((part) => part.type !== 'text')
  if (problem) return null
  const asSource = source || (content !== undefined && !understood)
  return (
    <>
      <ViewerBar bar={props.bar} label="HL7 message">
        {content && <span className={documentStyles['encoding']}>{encodingWords(content)}</span>}
        {understood && <SourceSwitch label="Message" source={source} onChange={setSource} />}
      </ViewerBar>
      {content && !understood && (
        <Banner tone="warning" title="No HL7 segment was found, so this is shown as its text." />
      )}
      {content === undefined && <Reading label="Reading the message" onStop={stop} />}
      {content && asSource && <SourceView {...props} encoding={content.encoding} />}
      {content && !asSource && (
        <div className={documentStyles['scroller']}>
          <Remarks content={content} />
          <MessagePicker messages={messages} parts={content.file.parts}>
            {(message) => <MessageView message={message} />}
          </MessagePicker>
          <Around parts={content.file.parts} />
        </div>
      )}
    </>
  )
}

const pool = createWorkerPool<Hl7Task>({
  create: () => new Worker(new URL('./hl7-worker.ts', import.meta.url), { type: 'module' }),
  kept: 1,
})

function useHl7(blob: Blob, contentType: string) {
  const [read, setRead] = useState<{ blob: Blob; result: Hl7Content | Problem }>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const charset = parseMediaType(contentType)?.parameters['charset']
    // A result that comes after "Stop" is not shown any more.
    const keep = (result: Hl7Content | Problem) =>
      signal.aborted || setRead((before) => (before?.blob === blob ? before : { blob, result }))
    pool.run({ blob, charset }, { signal }).then(keep, () => keep(UNREADABLE))
    return () => controller.abort()
  }, [blob, contentType, tooLarge])
  const result = tooLarge ? TOO_LARGE : read?.blob === blob ? read.result : undefined
  const stop = () => setRead({ blob, result: STOPPED })
  if (result === undefined) return { stop }
  return 'file' in result ? { content: result, stop } : { problem: result, stop }
}

function encodingWords({ encoding, from }: Hl7Content): string {
  return from === 'guess' ? `${encoding} (guessed)` : encoding
}

/** What was odd about the file, by its lines. */
function Remarks({ content }: { content: Hl7Content }) {
  const { problems, problemsTotal } = content.file
  if (problems.length === 0 && content.problem === undefined) return null
  const shown = problems.slice(0, 5)
  return (
    <Banner
      tone="warning"
      title={content.problem ?? 'Parts of this file do not follow the standard'}
    >
      <ul className={documentStyles['remarks']}>
        {shown.map(({ line, text }) => (
          <li key={line}>
            Line {line}: {text}
          </li>
        ))}
        {problemsTotal > shown.length && <li>And {problemsTotal - shown.length} more.</li>}
      </ul>
    </Banner>
  )
}

/** Batch headers and trailers that are laid out at once. */
const ENVELOPES = 100

/** What stands around the messages: batch headers, comments, and what was not read. */
function Around({ parts }: { parts: readonly Hl7Part[] }) {
  const texts = parts.filter((part) => part.type === 'text').filter(({ raw }) => raw.trim() !== '')
  const envelopes = parts.filter((part) => part.type === 'envelope')
  const [more, setMore] = useState({ parts, limit: ENVELOPES })
  const limit = more.parts === parts ? more.limit : ENVELOPES
  const left = envelopes.length - limit
  if (texts.length === 0 && envelopes.length === 0) return null
  return (
    <section className={styles['group']} aria-label="Around the messages">
      <h3>Around the messages</h3>
      {envelopes.slice(0, limit).map(({ segment, separators }) => (
        <SegmentFields key={segment.line} segment={segment} separators={separators} isOnly />
      ))}
      {left > 0 && (
        <p className={styles['more']}>
          {left} more headers and trailers of batches.{' '}
          <Button size="s" onClick={() => setMore({ parts, limit: limit + ENVELOPES * 4 })}>
            Show more of them
          </Button>
        </p>
      )}
      {texts.map(({ line, raw }) => (
        <figure key={line} className={styles['outside']}>
          <figcaption>Not part of a message, from line {line}</figcaption>
          <pre>{raw.length > 20_000 ? `${raw.slice(0, 20_000)}… (see the source)` : raw}</pre>
        </figure>
      ))}
    </section>
  )
}

const TOO_LARGE: Problem = {
  title: 'This HL7 file is too large to show by its segments',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

const UNREADABLE: Problem = {
  title: 'This message could not be read',
  advice: 'Load the page again, or look at its bytes.',
}

/** Messages that a list offers by name; with more, one goes by steps. */
const LISTED = 500

/** One message at a time, and the way to the others where a batch has several. */
function MessagePicker(props: {
  messages: readonly Hl7Message[]
  /** Of the file: another file begins at its first message. */
  parts: readonly Hl7Part[]
  children: (message: Hl7Message) => ReactNode
}) {
  const { messages, parts, children } = props
  const [at, setAt] = useState({ parts, index: 0 })
  const index = at.parts === parts ? at.index : 0
  const message = messages[index]
  const go = (wanted: number) => setAt({ parts, index: wanted })
  if (message === undefined) return <p className={styles['empty']}>The file holds no message.</p>
  return (
    <>
      {messages.length > 1 && (
        <div className={styles['picker']} role="group" aria-label="Messages">
          <IconButton
            size="s"
            label="Previous message"
            icon={ChevronLeft}
            disabledReason={index === 0 ? 'This is the first message.' : undefined}
            onClick={() => go(index - 1)}
          />
          <span role="status">
            Message {index + 1} of {messages.length}
          </span>
          <IconButton
            size="s"
            label="Next message"
            icon={ChevronRight}
            disabledReason={index === messages.length - 1 ? 'This is the last message.' : undefined}
            onClick={() => go(index + 1)}
          />
          {messages.length <= LISTED && (
            <SelectField
              label="Message"
              hideLabel
              value={String(index)}
              options={messages.map((one, number) => ({
                value: String(number),
                label: nameOf(one, number),
              }))}
              onChange={(value) => go(Number(value))}
            />
          )}
        </div>
      )}
      {children(message)}
    </>
  )
}

function nameOf(message: Hl7Message, number: number): string {
  const { type, patient, controlId } = readHeader(message)
  const parts = [type, patient?.name ?? patient?.id, controlId]
  return `${number + 1}: ${parts.filter((part) => part !== undefined).join(', ')}`
}
