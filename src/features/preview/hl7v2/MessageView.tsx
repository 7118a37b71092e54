import { useState } from 'react'
import { groupSegments, type SegmentGroup } from '#formats/hl7v2/group-segments.ts'
import { readHeader, type HeaderValue } from '#formats/hl7v2/message-header.ts'
import type { Hl7Message, Segment } from '#formats/hl7v2/read-messages.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Badge } from '#ui/display/Badge.tsx'
import { ResultTable } from './ResultTable.tsx'
import { SegmentFields } from './SegmentFields.tsx'
import documentStyles from '../parts/document.module.css'
import styles from './hl7.module.css'

/** Segments that are laid out at once. */
const STEP = 300

/** One message: what it is, then its groups in their order. */
export function MessageView({ message }: { message: Hl7Message }) {
  const [more, setMore] = useState({ message, limit: STEP })
  const limit = more.message === message ? more.limit : STEP
  const counts = new Map<string, number>()
  for (const { id } of message.segments) counts.set(id, (counts.get(id) ?? 0) + 1)
  const groups = firstSegments(groupSegments(message), limit)
  const left = message.segments.length - limit
  return (
    <>
      <HeaderCard message={message} />
      {groups.map((group) => (
        <Group
          hasResults={counts.has('OBX')}
          key={group.key}
          group={group}
          message={message}
          counts={counts}
        />
      ))}
      {left > 0 && (
        <p className={styles['more']}>
          {left} more segments.{' '}
          <Button size="s" onClick={() => setMore({ message, limit: limit + STEP * 4 })}>
            Show more
          </Button>
        </p>
      )}
    </>
  )
}

function firstSegments(groups: readonly SegmentGroup[], limit: number): SegmentGroup[] {
  let left = limit
  return groups.flatMap((group) => {
    const segments = group.segments.slice(0, Math.max(0, left))
    left -= segments.length
    return segments.length === 0 ? [] : [{ ...group, segments }]
  })
}

function HeaderCard({ message }: { message: Hl7Message }) {
  const header = readHeader(message)
  const { patient } = header
  const facts: [string, string | HeaderValue | undefined][] = [
    ['Patient', patient?.name],
    ['Patient id', patient?.id],
    ['Born', patient?.born],
    ['Sex', patient?.sex],
    ['Sent', header.time],
    ['From', header.from],
    ['To', header.to],
    ['Type', header.type],
    ['Control id', header.controlId],
    ['HL7 version', header.version],
  ]
  return (
    <section className={documentStyles['card']} aria-label="Message header">
      <h2>
        {header.title}
        {header.notProduction !== undefined && (
          <Badge tone="warning">Not for production: {header.notProduction}</Badge>
        )}
      </h2>
      <dl className={documentStyles['facts']}>
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {typeof value === 'string' ? (
                  <span className={styles['lines']}>{value}</span>
                ) : (
                  <span title={value.raw}>{value.words}</span>
                )}
              </dd>
            </div>
          ),
        )}
      </dl>
    </section>
  )
}

function Group(props: {
  group: SegmentGroup
  message: Hl7Message
  counts: ReadonlyMap<string, number>
  /** Then who and where, which the card says, is folded: a reader has come for the results. */
  hasResults: boolean
}) {
  const { group, message, counts, hasResults } = props
  const isFolded =
    group.kind === 'message' || (hasResults && (group.kind === 'patient' || group.kind === 'visit'))
  const { separators } = message
  const holdsResults = group.segments.some(({ id }) => id === 'OBX')
  return (
    <section className={styles['group']} aria-label={group.title}>
      <h3>{group.title}</h3>
      {runsOf(group.segments).map((run) => {
        const [first] = run
        if (first === undefined) return null
        const fields = run.map((segment) => (
          <SegmentFields
            key={`${segment.id}${segment.nth}`}
            segment={segment}
            separators={separators}
            isOnly={counts.get(segment.id) === 1}
            isFolded={
              isFolded || (OVER_RESULTS.has(first.id) && holdsResults) || first.id === 'OBX'
            }
          />
        ))
        if (first.id !== 'OBX') return fields
        return (
          <div key={`${first.id}${first.nth}`} className={styles['run']}>
            <ResultTable segments={run} separators={separators} label={group.title} />
            {fields}
          </div>
        )
      })}
    </section>
  )
}

/** Folded where results follow: their title names the test, and a reader has come for the values. */
const OVER_RESULTS: ReadonlySet<string> = new Set(['ORC', 'OBR'])

/** Observations with their notes between them become one table; every other segment stands alone. */
function runsOf(segments: readonly Segment[]): Segment[][] {
  const runs: Segment[][] = []
  for (const segment of segments) {
    const last = runs.at(-1)
    const inRun = last?.[0]?.id === 'OBX' && (segment.id === 'OBX' || segment.id === 'NTE')
    if (last !== undefined && inRun) last.push(segment)
    else runs.push([segment])
  }
  return runs
}
