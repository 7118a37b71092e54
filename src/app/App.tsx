import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import type { DataRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import type { Api } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { SessionProvider, type CheckToken } from '#features/session/context.tsx'
import type { Session } from '#features/session/session.ts'
import type { ConsoleConfig } from '#lib/console-config.ts'
import { ConfigProvider } from './config.tsx'

export interface AppProps {
  config: ConsoleConfig
  session: Session
  check: CheckToken
  api: Api
  cache: QueryClient
  router: DataRouter
}

/** Hands what the composition root has built to the pages. */
export function App({ config, session, check, api, cache, router }: AppProps) {
  return (
    <ConfigProvider config={config}>
      <SessionProvider session={session} check={check}>
        <QueryClientProvider client={cache}>
          <ApiProvider api={api}>
            <RouterProvider router={router} />
          </ApiProvider>
        </QueryClientProvider>
      </SessionProvider>
    </ConfigProvider>
  )
}
