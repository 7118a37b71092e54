import { createElement, type ReactNode } from 'react'
import type { Section } from '#formats/ccda/clinical-document.ts'
import type { CodedEntry, EmbeddedContent } from '#formats/ccda/coded-entries.ts'
import type { Narrative } from '#formats/ccda/narrative.ts'
import { Badge } from '#ui/display/Badge.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import { NarrativeView } from './NarrativeView.tsx'
import { OutlineDetails, type GetOutline } from './OutlineDetails.tsx'
import styles from './ccda.module.css'

export interface SectionViewProps {
  section: Section
  /** Of the sections around it and its own. */
  keys: readonly string[]
  /** Of its heading. */
  level: number
  /** Of what is around it; the section may have its own. */
  language: string | undefined
  prefix: string
  media: ReadonlyMap<string, EmbeddedContent>
  getOutline: GetOutline
}

/** A section: its narrative, which is what its author signed, and what else is in it. */
export function SectionView(props: SectionViewProps): ReactNode {
  const { section, keys, level, prefix, media } = props
  const { narrative } = section
  const heading = headingId(prefix, keys)
  const language = section.language ?? props.language
  const drawn = mediaIn(narrative)
  const files = section.embedded.filter(({ id }) => id === undefined || !drawn.has(id))
  const hasText = narrative.length > 0
  return (
    <section className={styles['section']} aria-labelledby={heading}>
      {createElement(
        `h${Math.min(6, level)}`,
        { id: heading, tabIndex: -1, lang: language },
        section.title,
      )}
      {section.missing !== undefined && <Badge>{section.missing}</Badge>}
      {hasText && (
        <NarrativeView narrative={narrative} language={language} prefix={prefix} media={media} />
      )}
      {section.unknown.length > 0 && (
        <p className={styles['remark']}>
          Not part of a clinical document, so shown as plain text: {section.unknown.join(', ')}.
        </p>
      )}
      {files.map((file, place) => (
        <Embedded
          key={file.id ?? `${place}`}
          file={file}
          name={`file ${place + 1} in ${section.title}`}
        />
      ))}
      <Coded {...props} hasMore={files.length > 0} />
      {section.sections.map((inner) => (
        <SectionView
          key={inner.key}
          {...props}
          section={inner}
          language={language}
          keys={[...keys, inner.key]}
          level={level + 1}
        />
      ))}
    </section>
  )
}

/** The coded part of a section: in plain rows where there is no text, and all of it on demand. */
function Coded({ section, keys, getOutline, hasMore }: SectionViewProps & { hasMore: boolean }) {
  const { entries, entriesTotal } = section
  const hasText = section.narrative.length > 0
  return (
    <>
      {!hasText && entriesTotal > 0 && (
        <>
          <p className={styles['remark']}>This section has no text; these are its coded entries.</p>
          <Entries entries={entries} total={entriesTotal} label={section.title} />
        </>
      )}
      {!hasText && entriesTotal === 0 && !hasMore && section.sections.length === 0 && (
        <p className={styles['remark']}>This section is empty.</p>
      )}
      {section.rest.map(({ name, source, length }, place) => {
        const key = `${place}`
        return (
          <details key={key} className={styles['outline']}>
            <summary>Not understood, shown as source: {name}</summary>
            <pre>{source}</pre>
            {length > source.length && (
              <p>
                The first {source.length} of {length} characters; the source has all.
              </p>
            )}
          </details>
        )
      })}
      {entriesTotal > 0 && (
        <OutlineDetails
          label={`${entriesTotal} coded ${entriesTotal === 1 ? 'entry' : 'entries'}`}
          load={() => getOutline({ part: 'entries', keys })}
        />
      )}
    </>
  )
}

/** The id of a section's heading: its keys are unique among its siblings. */
export function headingId(prefix: string, keys: readonly string[]): string {
  return `${prefix}-section-${keys.join('/')}`
}

function mediaIn(nodes: readonly Narrative[], found = new Set<string>()): Set<string> {
  for (const node of nodes) {
    if (typeof node === 'string') continue
    if (node.type === 'media') for (const target of node.targets) found.add(target)
    mediaIn(node.children, found)
  }
  return found
}

function Embedded({ file, name }: { file: EmbeddedContent; name: string }) {
  if (file.data.trim() !== '') return <EmbeddedFile file={file} name={name} />
  return (
    <p className={styles['remark']}>
      {file.reference === undefined
        ? 'A file without content.'
        : `A file that is kept elsewhere, and was not fetched: ${file.reference}`}
    </p>
  )
}

function Entries(props: { entries: readonly CodedEntry[]; total: number; label: string }) {
  const { entries, total, label } = props
  return (
    <div
      className={styles['tableScroller']}
      role="region"
      aria-label={`Entries of ${label}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Value</th>
            <th scope="col">Flag</th>
            <th scope="col">Reference range</th>
            <th scope="col">When</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, place) => {
            const key = `${place}`
            return <EntryCells key={key} entry={entry} />
          })}
        </tbody>
      </table>
      {total > entries.length && (
        <p>
          The first {entries.length} of {total}; the source has all.
        </p>
      )}
    </div>
  )
}

function EntryCells({ entry }: { entry: CodedEntry }) {
  const { kind, mood, what, translation, time, frequency } = entry
  return (
    <tr>
      <th scope="row" style={{ paddingInlineStart: `${Math.min(8, entry.depth) + 0.5}rem` }}>
        {entry.negated && <Badge tone="warning">Not</Badge>}
        {mood !== undefined && <Badge tone="warning">{mood}</Badge>} {what ?? kind}{' '}
        {what !== undefined && <span className={styles['name']}>{kind}</span>}
        {translation !== undefined && <div className={styles['name']}>Also: {translation}</div>}
      </th>
      <td>{[entry.value, entry.giving].filter((part) => part !== undefined).join('; ')}</td>
      <td>{entry.interpretation}</td>
      <td>{entry.range}</td>
      <td>
        {time && <span title={time.raw}>{time.words}</span>}
        {time && frequency !== undefined && ', '}
        {frequency}
      </td>
      <td>{entry.status}</td>
    </tr>
  )
}
