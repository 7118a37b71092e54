import type { BinaryFilter } from '#api/binaries/search/search-types.ts'
import { outcomeText } from '#fhir/outcome.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import { criterionLabels } from '../search/criteria-words.ts'
import type { BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

export interface NoticesProps {
  list: BinaryList
  /** What the address says and nobody understands. */
  problems: readonly string[]
}

/** What the reader should know of the rows below. */
export function Notices({ list, problems }: NoticesProps) {
  const { first } = list
  const said = first?.outcome ? outcomeText(first.outcome) : ''
  const undeclared = first?.undeclared ?? []
  const ignored = first?.ignored ?? []
  return (
    <>
      {problems.length > 0 && (
        <Banner tone="warning" title="Part of this address could not be understood">
          Ignored: {problems.slice(0, 5).join(', ')}
          {problems.length > 5 && ` and ${problems.length - 5} more`}.
        </Banner>
      )}
      {ignored.length > 0 && (
        <Banner tone="info" title={`This server ignored the ${names(ignored)} filter`}>
          The loaded rows are filtered here instead. The server’s total still counts all files.
          {ignored.includes('_language') &&
            ' A language finds its regions too: “de” finds “de-CH”.'}
        </Banner>
      )}
      {undeclared.length > 0 && (
        <p className={styles['quiet']}>
          This server does not search by {names(undeclared)}: that is looked for here, among the
          files that are loaded{list.hasMore && '. Load all to look through the rest'}.
        </p>
      )}
      {said !== '' && (
        <p className={styles['quiet']} role="status">
          Message from the server: {said}
        </p>
      )}
    </>
  )
}

function names(filters: readonly BinaryFilter[]): string {
  return filters.map((filter) => criterionLabels[filter].toLowerCase()).join(' and the ')
}
