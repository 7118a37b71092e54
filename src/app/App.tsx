import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { BrowserRouter, useRoutes } from 'react-router'
import type { Api } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { SessionProvider, type CheckToken } from '#features/session/context.tsx'
import type { Session } from '#features/session/session.ts'
import { UploadQueueProvider } from '#features/upload/context.tsx'
import type { UploadQueue } from '#features/upload/queue/upload-queue.ts'
import { basePath } from '#site/base-path.ts'
import type { ConsoleConfig } from '#site/console-config.ts'
import { ConfigProvider } from './config.tsx'
import { routes } from './routes.tsx'

export interface AppProps {
  config: ConsoleConfig
  session: Session
  check: CheckToken
  api: Api
  cache: QueryClient
  uploads: UploadQueue
}

/** Hands what the composition root has built to the pages. */
export function App({ config, session, check, api, cache, uploads }: AppProps) {
  return (
    <ConfigProvider config={config}>
      <SessionProvider session={session} check={check}>
        <QueryClientProvider client={cache}>
          <ApiProvider api={api}>
            <UploadQueueProvider queue={uploads}>
              <BrowserRouter basename={basePath()} useTransitions={false}>
                <Pages />
              </BrowserRouter>
            </UploadQueueProvider>
          </ApiProvider>
        </QueryClientProvider>
      </SessionProvider>
    </ConfigProvider>
  )
}

/** Without the router's own loaders and actions, which the cache does better and which weigh as much as all pages' frame. */
function Pages() {
  return useRoutes(routes)
}
