import { useQueryClient } from '@tanstack/react-query'
import { FolderUp } from 'lucide-react'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { useParams } from 'react-router'
import { useApi } from '#api/context.tsx'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { BinariesView } from '#features/binaries/list/BinariesView.tsx'
import { useSessionState } from '#features/session/context.tsx'
import { useUpload } from '#features/upload/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { lazyPart } from '#ui/lazy-part.ts'
import { Page } from '../Page.tsx'
import { useConfig } from '../state/config.tsx'
import { searchMethod } from '../state/search-method.ts'
import { binaryPage } from './binary-page.ts'

/** Loaded once the list is there and nothing else is to be done. */
const binaryPane = lazyPart(async () => (await import('../binary/BinaryPane.tsx')).BinaryPane)

/** Loaded with its first use. */
const BinariesGallery = lazy(async () => ({
  default: (await import('../binary/BinariesGallery.tsx')).BinariesGallery,
}))

/** The list and the search, with a Binary beside it. */
export default function BinariesPage() {
  const { org = '' } = useParams()
  const { openDialog } = useUpload()
  const method = useSyncExternalStore(searchMethod.subscribe, searchMethod.get)
  const session = useSessionState()
  const { apiBase } = useConfig()
  const person = session.phase === 'active' ? JSON.stringify([apiBase, session.actor.subject]) : ''
  const problem = useWriteProblem(org)
  useReadyToOpen(org)
  return (
    <Page title="Binaries" heading={false} fill>
      <BinariesView
        key={org}
        org={org}
        person={person}
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
            <binaryPane.Part key={pane.id} org={org} {...pane} />
          </Suspense>
        )}
      />
    </Page>
  )
}

/** Milliseconds after which the list is there, mostly. */
const REST = 500

/** Fetches in quiet what the first file that is opened needs: the code of pane and page, and how the server gives contents. */
function useReadyToOpen(org: string): void {
  const { capabilities } = useApi()
  const queryClient = useQueryClient()
  useEffect(() => {
    const timer = setTimeout(() => {
      // A failure is told when a file is opened.
      Promise.all([
        binaryPane.load(),
        binaryPage.load(),
        import('#api/binaries/read-bytes.ts'),
      ]).catch(() => undefined)
      void queryClient.prefetchQuery(capabilities(org))
    }, REST)
    return () => clearTimeout(timer)
  }, [capabilities, queryClient, org])
}
