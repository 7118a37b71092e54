import { useState, type KeyboardEvent } from 'react'
import {
  describeFields,
  firstParts,
  segmentPath,
  type PartView,
} from '#formats/hl7v2/describe-fields.ts'
import type { Segment, Separators } from '#formats/hl7v2/read-messages.ts'
import { segmentName } from '#formats/hl7v2/segment-table.ts'
import { Button } from '#ui/controls/Button.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { ValueText } from './ValueText.tsx'
import styles from './hl7.module.css'

/** Parts of a segment that are laid out at once. */
const PARTS = 300

/** A segment with all its filled fields, by name and path. */
export function SegmentFields(props: {
  segment: Segment
  separators: Separators
  /** The only one of its name in the message: its paths need no number. */
  isOnly: boolean
  /** Closed at first, where something above shows what it holds. */
  isFolded?: boolean | undefined
}) {
  const { segment, separators, isOnly, isFolded } = props
  const [limit, setLimit] = useState(PARTS)
  const all = describeFields(segment, separators, isOnly)
  const { fields, left } = firstParts(all, limit)
  const path = segmentPath(segment, isOnly)
  return (
    <details className={styles['segment']} open={isFolded !== true}>
      <summary>
        <span className={styles['mono']}>{path}</span> {segmentName(segment.id)}
      </summary>
      {fields.length === 0 && <p className={styles['empty']}>No field is filled.</p>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- one tab stop a segment: arrows walk its paths */}
      <table className={styles['fields']} aria-label={`Fields of ${path}`} onKeyDown={walkPaths}>
        <tbody>
          {fields.map((field, row) => (
            <tr key={field.path}>
              <th scope="row">
                <PathButton path={field.path} isFirst={row === 0} />
                <span className={styles['name']}>{field.name}</span>
              </th>
              <td>
                {field.repetitions.map(({ path, parts }) => (
                  <div key={path} className={styles['repetition']}>
                    {parts.map((part) => (
                      <Part key={part.path} part={part} separators={separators} />
                    ))}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p className={styles['more']}>
          {left} more parts of {path}.{' '}
          <Button size="s" onClick={() => setLimit(limit + PARTS * 4)}>
            Show more parts
          </Button>
        </p>
      )}
    </details>
  )
}

function Part(props: { part: PartView; separators: Separators }) {
  const { part, separators } = props
  const isSeparators = /^(MSH|BHS|FHS)-[12]$/.test(part.path)
  const value = <ValueText raw={part.raw} separators={isSeparators ? undefined : separators} />
  return (
    <span className={styles['part']}>
      {part.name !== undefined && (
        <>
          <PathButton path={part.path} isFirst={false} />
          <span className={styles['name']}>{part.name}</span>
        </>
      )}
      {part.words === undefined ? (
        value
      ) : (
        <span title={part.raw}>
          {part.words}
          {part.words !== part.raw && <span className={styles['code']}> {part.raw}</span>}
        </span>
      )}
    </span>
  )
}

function PathButton({ path, isFirst }: { path: string; isFirst: boolean }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(path)
      announce(`Copied ${path}`)
    } catch {
      announce('The browser did not allow copying')
    }
  }
  return (
    <button
      type="button"
      className={styles['path']}
      title={`Copy ${path}`}
      aria-label={`Copy path ${path}`}
      tabIndex={isFirst ? 0 : -1}
      data-path={path}
      onClick={() => void copy()}
    >
      {path}
    </button>
  )
}

/** Arrow keys, Home and End move between the paths of a segment. */
function walkPaths(event: KeyboardEvent<HTMLTableElement>): void {
  const paths = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-path]')]
  const at = paths.indexOf(event.target as HTMLElement)
  if (at < 0) return
  const next = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: paths.length - 1,
  }[event.key]
  if (next === undefined) return
  event.preventDefault()
  paths[next]?.focus()
}
