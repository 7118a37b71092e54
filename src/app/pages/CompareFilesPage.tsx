import { ArrowLeftRight } from 'lucide-react'
import { Navigate, useNavigate, useParams } from 'react-router'
import { isApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { ContentDifferences } from '#features/compare/ContentDifferences.tsx'
import { FieldDifferences } from '#features/compare/FieldDifferences.tsx'
import { nameSides } from '#features/compare/files/name-sides.ts'
import { shortAuthor } from '#fhir/attribution.ts'
import { displayName } from '#fhir/binary/binary.ts'
import { withoutOwnTags } from '#fhir/binary/field-changes.ts'
import { isolate } from '#lib/isolate.ts'
import { paths, versionOfSegment } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { FileHead } from '../comparison/FileHead.tsx'
import { SidePreview } from '../comparison/SidePreview.tsx'
import { useFileSide, type FileSide, type FileSideState } from '../comparison/use-file-side.ts'
import { Page } from '../Page.tsx'
import styles from '../comparison/comparison.module.css'

/** `/o/:org/Binary/_compare/:left/:leftVersion/:right/:rightVersion`: two files; neither is the older one. */
export default function CompareFilesPage() {
  const { org = '', left = '', leftVersion = '', right = '', rightVersion = '' } = useParams()
  const navigate = useNavigate()
  const asked = [versionOfSegment(leftVersion), versionOfSegment(rightVersion)] as const
  const sides = [useFileSide(org, left, asked[0]), useFileSide(org, right, asked[1])] as const
  const known = sides.map((side, at) => asked[at] ?? side.version?.versionId)
  const places = [
    { id: left, versionId: known[0] },
    { id: right, versionId: known[1] },
  ] as const
  if (left === right && known[0] !== undefined && known[1] !== undefined) {
    return <Navigate to={paths.compare(org, left, known[0], known[1])} replace />
  }
  // The address says which versions are seen, so that it shows the same tomorrow.
  if (known.some((version, at) => version !== asked[at])) {
    return <Navigate to={paths.compareFiles(org, ...places)} replace />
  }
  const names = sides.map(({ current, id }) =>
    isolate(displayName(current ?? { resourceType: 'Binary', id })),
  )
  return (
    <Page
      title={`${names[0]} and ${names[1]}`}
      actions={
        <LinkButton icon={ArrowLeftRight} to={paths.compareFiles(org, places[1], places[0])}>
          Swap
        </LinkButton>
      }
    >
      <div className={styles['sides']}>
        <FileHead
          {...{ org }}
          label="Left"
          side={sides[0]}
          onPlace={(place) => void navigate(paths.compareFiles(org, place, places[1]))}
        />
        <FileHead
          {...{ org }}
          label="Right"
          side={sides[1]}
          onPlace={(place) => void navigate(paths.compareFiles(org, places[0], place))}
        />
      </div>
      <Compared key={JSON.stringify([org, places])} {...{ org, sides }} />
    </Page>
  )
}

function Compared({ org, sides }: { org: string; sides: readonly [FileSide, FileSide] }) {
  const [{ state: left }, { state: right }] = sides
  if (left.kind !== 'ready' || right.kind !== 'ready') {
    return (
      <>
        <NotReady label="Left" org={org} side={sides[0]} />
        <NotReady label="Right" org={org} side={sides[1]} />
      </>
    )
  }
  const titles = nameSides(named(sides[0], left), named(sides[1], right))
  const [from, to] = [
    compared(sides[0].id, left, titles[0]),
    compared(sides[1].id, right, titles[1]),
  ]
  return (
    <>
      <p className={styles['legend']}>
        <span>− is only on the left</span> <span>+ is only on the right</span>
      </p>
      <ContentDifferences
        {...{ org, from, to }}
        renderPreview={({ id }) => <SidePreview org={org} side={id === from.id ? from : to} />}
      />
      <FieldDifferences
        before={withoutOwnTags(left.binary)}
        after={withoutOwnTags(right.binary)}
        heads={['Left', 'Right']}
      />
    </>
  )
}

type Ready = Extract<FileSideState, { kind: 'ready' }>

function named(side: FileSide, { binary, versionId }: Ready) {
  return { binary: { ...binary, id: side.id }, version: side.titleOf(versionId) }
}

function compared(id: string, { versionId, binary, blob }: Ready, title: string) {
  return { id, versionId: versionId ?? '', title, binary, blob }
}

/** What keeps one side from being compared; the other may be there. */
function NotReady({ label, org, side }: { label: string; org: string; side: FileSide }) {
  const { state, id } = side
  switch (state.kind) {
    case 'ready':
      return null
    case 'loading':
      return <Skeleton lines={4} label={`Loading the file on the ${label.toLowerCase()}`} />
    case 'failed':
      return <Failed label={label} id={id} error={state.error} retry={state.retry} />
    case 'deleted': {
      const actions = <LinkButton to={paths.versions(org, id)}>Versions</LinkButton>
      const { lastUpdated, author } = state.deleted
      return (
        <EmptyState title={`The file on the ${label.toLowerCase()} was deleted`} actions={actions}>
          {lastUpdated !== undefined && (
            <>
              It was deleted on <Time value={lastUpdated} />
              {author !== undefined && (
                <>
                  {' by '}
                  <bdi title={author}>{shortAuthor(author)}</bdi>
                </>
              )}
              .{' '}
            </>
          )}
          Choose an earlier version of it above, or another file.
        </EmptyState>
      )
    }
  }
}

function Failed(props: { label: string; id: string; error: Error; retry: () => void }) {
  const { label, id, error, retry } = props
  const where = `The file on the ${label.toLowerCase()}`
  if (isApiError(error, 'not-found')) {
    return (
      <EmptyState title={`${where} does not exist`}>
        Nothing was ever stored here under the id <code>{id}</code>, or not in this version. Choose
        another one above.
      </EmptyState>
    )
  }
  const { title, advice, details } = explainError(error)
  const actions = <Button onClick={retry}>Try again</Button>
  return <ErrorState title={`${where}: ${title}`} {...{ advice, details, actions }} />
}
