import { FolderUp } from 'lucide-react'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { useParams } from 'react-router'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { BinariesView } from '#features/binaries/list/BinariesView.tsx'
import { useUpload } from '#features/upload/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Page } from '../Page.tsx'
import { searchMethod } from '../state/search-method.ts'

/** Loaded with the first Binary that is opened beside the list. */
const BinaryPane = lazy(async () => ({
  default: (await import('../binary/BinaryPane.tsx')).BinaryPane,
}))

/** Loaded with its first use. */
const BinariesGallery = lazy(async () => ({
  default: (await import('../binary/BinariesGallery.tsx')).BinariesGallery,
}))

/** The list and the search, with a Binary beside it. */
export default function BinariesPage() {
  const { org = '' } = useParams()
  const { openDialog } = useUpload()
  const method = useSyncExternalStore(searchMethod.subscribe, searchMethod.get)
  const problem = useWriteProblem(org)
  return (
    <Page title="Binaries" heading={false} fill>
      <BinariesView
        key={org}
        org={org}
        method={method}
        // The button in the top bar is called "Upload"; there is one of that name on a page.
        uploadAction={
          <Button
            variant="primary"
            icon={FolderUp}
            disabledReason={problem}
            onClick={() => openDialog()}
          >
            Choose files…
          </Button>
        }
        renderGallery={(grid) => (
          <Suspense fallback={<Skeleton lines={6} label="Loading the gallery" />}>
            <BinariesGallery {...grid} />
          </Suspense>
        )}
        renderPane={(pane) => (
          <Suspense fallback={<Skeleton lines={6} label="Loading the file" />}>
            <BinaryPane key={pane.id} org={org} {...pane} />
          </Suspense>
        )}
      />
    </Page>
  )
}
