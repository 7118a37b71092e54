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
          Left out: {problems.slice(0, 5).join(', ')}
          {problems.length > 5 && ` and ${problems.length - 5} more`}.
        </Banner>
      )}
      {first !== undefined && first.ignored.length > 0 && (
        <Banner tone="info" title={ignoredTitle(first.ignored)}>
          Binnacle filtered the rows itself. Only what is loaded can be filtered, and the server’s
          total is that of all Binaries.
        </Banner>
      )}
      {said !== '' && (
        <Banner tone="info" title="The server adds">
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
