import type { BinaryFilter } from '#api/binaries/types.ts'
import { outcomeText } from '#fhir/outcome.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { BinaryList } from './use-binary-list.ts'

/** What the reader should know of the rows below. */
export function Notices({ list, problems }: { list: BinaryList; problems: readonly string[] }) {
  const { first } = list
  const said = first?.outcome ? outcomeText(first.outcome) : ''
  return (
    <>
      {problems.length > 0 && (
        <Banner tone="warning" title="Part of this address could not be understood">
          Ignored: {problems.slice(0, 5).join(', ')}
          {problems.length > 5 && ` and ${problems.length - 5} more`}.
        </Banner>
      )}
      {first !== undefined && first.ignored.length > 0 && (
        <Banner tone="info" title={ignoredTitle(first.ignored)}>
          The loaded rows are filtered here instead. The server’s total still counts all files.
        </Banner>
      )}
      {said !== '' && (
        <Banner tone="info" title="Message from the server">
          {said}
        </Banner>
      )}
    </>
  )
}

function ignoredTitle(ignored: readonly BinaryFilter[]): string {
  const names = ignored.map((filter) => (filter === '_id' ? 'id' : 'language'))
  return `This server ignored the ${names.join(' and the ')} filter`
}
