import { useQuery } from '@tanstack/react-query'
import { FolderUp } from 'lucide-react'
import { useParams } from 'react-router'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/explain-error.ts'
import { BinariesView } from '#features/binaries/BinariesView.tsx'
import { Details } from '#features/details/Details.tsx'
import { PreviewOfBinary } from '#features/preview/PreviewOf.tsx'
import { useUpload } from '#features/upload/context.tsx'
import { Button } from '#ui/Button.tsx'
import { Skeleton } from '#ui/Skeleton.tsx'
import { EmptyState, ErrorState } from '#ui/states.tsx'
import { Page } from '../Page.tsx'

/** The list and the search, with a Binary beside it. */
export default function BinariesPage() {
  const { org = '' } = useParams()
  const { openDialog } = useUpload()
  return (
    <Page title="Binaries" heading={false} fill>
      <BinariesView
        key={org}
        org={org}
        // The button in the top bar is called "Upload"; there is one of that name on a page.
        uploadAction={
          <Button variant="primary" icon={FolderUp} onClick={() => openDialog()}>
            Choose files…
          </Button>
        }
        renderPane={(id) => <Beside key={id} org={org} id={id} />}
      />
    </Page>
  )
}

function Beside({ org, id }: { org: string; id: string }) {
  const { data, error, refetch } = useQuery(useApi().binaries.detail(org, id))
  if (error) {
    const { retryable, ...words } = explainError(error)
    const retry = <Button onClick={() => void refetch()}>Retry</Button>
    return <ErrorState {...words} actions={retryable && retry} />
  }
  if (data === undefined) return <Skeleton lines={6} label="Loading the Binary" />
  if (data.state === 'deleted') {
    return <EmptyState title="This Binary is deleted">Its own page has its history.</EmptyState>
  }
  const { binary, versionId, lastUpdated } = data
  return (
    <>
      <PreviewOfBinary org={org} id={id} versionId={versionId} binary={binary} />
      <Details binary={binary} versionId={versionId} lastUpdated={lastUpdated} />
    </>
  )
}
