import { useQuery } from '@tanstack/react-query'
import { ArrowLeftRight } from 'lucide-react'
import { useNavigate, useParams } from 'react-router'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { ContentDifferences } from '#features/compare/ContentDifferences.tsx'
import { FieldDifferences } from '#features/compare/FieldDifferences.tsx'
import { useVersionTitles } from '#features/history/use-version-titles.ts'
import { PreviewOf } from '#features/preview/Preview.tsx'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { CompareWithFile } from '../binary/CompareWithFile.tsx'
import { ContextButton } from '../binary/ContextLink.tsx'
import { optionsOf, SideHead } from '../comparison/SideHead.tsx'
import { Page } from '../Page.tsx'
import { titleWith, useBinaryName } from '../use-binary-name.ts'
import styles from '../comparison/comparison.module.css'

/** `/o/:org/Binary/:id/_compare/:from/:to`: `from` is always on the left, whichever is older. */
export default function ComparePage() {
  const { org = '', id = '', from = '', to = '' } = useParams()
  const name = useBinaryName(org, id)
  const { versions, titleOf } = useVersionTitles(org, id)
  return (
    <Page
      title={titleWith(`${titleOf(from)} and ${titleOf(to)}`, name)}
      actions={
        <>
          <ContextButton {...{ org, id }} />
          <LinkButton icon={ArrowLeftRight} to={paths.compare(org, id, to, from)}>
            Swap
          </LinkButton>
          <LinkButton to={paths.versions(org, id)}>All versions</LinkButton>
        </>
      }
    >
      <Chooser {...{ org, id, from, to, versions, titleOf }} />
      <CompareWithFile {...{ org, id }} versionId={to} />
      <Compared {...{ org, id, from, to, titleOf }} />
    </Page>
  )
}

interface Chosen {
  org: string
  id: string
  from: string
  to: string
  titleOf: (versionId: string) => string
}

function Chooser(props: Chosen & { versions: { versionId: string; title: string }[] }) {
  const { org, id, from, to, versions, titleOf } = props
  const navigate = useNavigate()
  const options = optionsOf([from, to], versions, titleOf)
  const go = (left: string, right: string) => void navigate(paths.compare(org, id, left, right))
  return (
    <div className={styles['sides']}>
      <SideHead label="Before" {...{ options }} value={from} onChange={(left) => go(left, to)} />
      <SideHead label="After" {...{ options }} value={to} onChange={(right) => go(from, right)} />
    </div>
  )
}

function Compared({ org, id, from, to, titleOf }: Chosen) {
  const api = useApi()
  const left = useQuery(api.binaries.version(org, id, from))
  const right = useQuery(api.binaries.version(org, id, to))
  const error = left.error ?? right.error
  if (error !== null) {
    const { title, advice, details } = explainError(error)
    const failed = [left, right].filter((version) => version.isError)
    const retry = (
      <Button onClick={() => void Promise.all(failed.map((version) => version.refetch()))}>
        Try again
      </Button>
    )
    return <ErrorState title={title} advice={advice} details={details} actions={retry} />
  }
  if (left.data === undefined || right.data === undefined) {
    return <Skeleton lines={8} label="Loading both versions" />
  }
  if (left.data.state === 'deleted' || right.data.state === 'deleted') {
    return <NothingToCompare title={titleOf(left.data.state === 'deleted' ? from : to)} />
  }
  return (
    <>
      <ContentDifferences
        org={org}
        from={{ id, versionId: from, title: titleOf(from), binary: left.data.binary }}
        to={{ id, versionId: to, title: titleOf(to), binary: right.data.binary }}
        renderPreview={({ versionId }) => (
          <PreviewOf {...{ org, id, versionId }} label={`Preview of ${titleOf(versionId)}`} />
        )}
      />
      <FieldDifferences before={left.data.binary} after={right.data.binary} />
    </>
  )
}

function NothingToCompare({ title }: { title: string }) {
  return (
    <EmptyState title={`${title} is a deletion`}>
      It has neither content nor fields to compare. Choose another version above.
    </EmptyState>
  )
}
