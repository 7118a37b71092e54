import { useEffect, useState, type ReactNode } from 'react'
import { readReference } from '#formats/sheet/references.ts'
import { textOf, type CellDetail } from '#formats/sheet/sheet-view.ts'
import { Button } from '#ui/controls/Button.tsx'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { NarrativeLink } from '../ccda/NarrativeLink.tsx'
import type { Place } from '../grid/column-layout.ts'
import type { OpenSheet, SheetTarget } from './use-workbook.ts'
import common from '../grid/grid.module.css'
import styles from './sheet.module.css'

interface CellLineProps {
  open: OpenSheet
  place: Place | undefined
  onGo: (target: SheetTarget) => void
}

/** The whole of the chosen cell: its text, and what lies behind it. */
export function CellLine({ open, place, onGo }: CellLineProps) {
  const detail = useDetail(open, place)
  return (
    <div className={styles['line']} role="group" aria-label="Cell">
      {detail === undefined && (
        <span className={styles['hint']}>
          {place && place.row < 0 ? 'The name of a column.' : 'Choose a cell to read all of it.'}
        </span>
      )}
      {detail && (
        <>
          <div className={styles['lineHead']}>
            <span className={styles['reference']}>{detail.name}</span>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
            <pre className={common['whole-cell']} tabIndex={0} aria-label="Text of the cell">
              {textOf(detail)}
            </pre>
            {detail.text !== '' && <CopyButton text={textOf(detail)} label="Copy cell" iconOnly />}
          </div>
          {detail.length > detail.text.length && (
            <p>
              The first {detail.text.length.toLocaleString()} of {detail.length.toLocaleString()}{' '}
              characters.
            </p>
          )}
          <Facts detail={detail} open={open} onGo={onGo} />
        </>
      )}
    </div>
  )
}

function Facts(props: { detail: CellDetail; open: OpenSheet; onGo: CellLineProps['onGo'] }) {
  const { detail, open, onGo } = props
  const { value, formula, format, struck, notes, link, remarks } = detail
  return (
    <dl className={styles['facts']}>
      {value !== undefined && <Fact name="Value">{value}</Fact>}
      {formula !== undefined && <Fact name="Formula">{formula}</Fact>}
      {format !== undefined && <Fact name="Format">{format}</Fact>}
      {struck !== undefined && (
        <Fact name="Struck out">
          <s>{struck}</s>
        </Fact>
      )}
      {link !== undefined && (
        <Fact name="Link">
          <CellLink target={link} open={open} onGo={onGo} />
        </Fact>
      )}
      {notes.map(({ author, date, text }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- they never change places
        <Fact key={at} name="Note">
          {(author !== '' || date !== '') && (
            <span className={styles['author']}>
              {[author, date].filter((part) => part !== '').join(', ')}:{' '}
            </span>
          )}
          {text}
        </Fact>
      ))}
      {remarks.map((remark) => (
        <Fact key={remark} name="Remark">
          {remark}
        </Fact>
      ))}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** A place in the workbook is gone to; a page outside is asked about first. */
function CellLink(props: { target: string; open: OpenSheet; onGo: CellLineProps['onGo'] }) {
  const { target, open, onGo } = props
  if (!target.startsWith('#')) {
    return (
      <NarrativeLink href={target} prefix="">
        {target.length > 200 ? `${target.slice(0, 200)}…` : target}
      </NarrativeLink>
    )
  }
  const goal = goalOf(target.slice(1), open)
  if (goal === undefined) return <>{target.slice(1)} (a place that can’t be found)</>
  return (
    <Button size="s" onClick={() => onGo(goal)}>
      Go to {target.slice(1)}
    </Button>
  )
}

/** Where "'Sheet 2'!A1" or "A1" leads to; `undefined` for names, which are not looked up. */
function goalOf(text: string, { workbook, index }: OpenSheet): SheetTarget | undefined {
  const at = text.lastIndexOf('!')
  const reference = readReference((text.slice(at + 1).split(':')[0] ?? '').trim())
  const place = reference && { place: reference }
  if (at < 0) return place && { index, ...place }
  const name = text
    .slice(0, at)
    .replace(/^'(.*)'$/, '$1')
    .replaceAll("''", "'")
  const sheet = workbook.sheets.findIndex((one) => one.name.toLowerCase() === name.toLowerCase())
  return sheet < 0 ? undefined : { index: sheet, ...place }
}

function useDetail({ client, index }: OpenSheet, place: Place | undefined) {
  const [read, setRead] = useState<{ of: string; detail: CellDetail }>()
  const { row = -1, column = 0 } = place ?? {}
  const wanted = `${index} ${row} ${column}`
  useEffect(() => {
    if (row < 0) return undefined
    let current = true
    client.call('cell', { index, row, column }).then(
      (detail) => current && setRead({ of: `${index} ${row} ${column}`, detail }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, index, row, column])
  return read?.of === wanted ? read.detail : undefined
}
