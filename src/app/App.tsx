import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import type { DataRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import type { Api } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { SessionProvider, type CheckToken } from '#features/session/context.tsx'
import type { Session } from '#features/session/session.ts'
import { UploadQueueProvider } from '#features/upload/context.tsx'
import type { UploadQueue } from '#features/upload/upload-queue.ts'
import type { ConsoleConfig } from '#lib/console-config.ts'
import { ConfigProvider } from './config.tsx'

export interface AppProps {
  config: ConsoleConfig
  session: Session
  check: CheckToken
  api: Api
  cache: QueryClient
  uploads: UploadQueue
  router: DataRouter
}

/** Hands what the composition root has built to the pages. */
export function App({ config, session, check, api, cache, uploads, router }: AppProps) {
  return (
    <ConfigProvider config={config}>
      <SessionProvider session={session} check={check}>
        <QueryClientProvider client={cache}>
          <ApiProvider api={api}>
            <UploadQueueProvider queue={uploads}>
              <RouterProvider router={router} />
            </UploadQueueProvider>
          </ApiProvider>
        </QueryClientProvider>
      </SessionProvider>
    </ConfigProvider>
  )
}
