import { useState } from 'react'
import {
  UNSAFE_createBrowserHistory as createBrowserHistory,
  unstable_HistoryRouter as HistoryRouter,
  useRoutes,
} from 'react-router'
import type { BulkOperation } from '#features/binaries/bulk/bulk-operation.ts'
import { BulkProvider } from '#features/binaries/bulk/context.tsx'
import { SessionProvider } from '#features/session/context.tsx'
import type { CheckToken } from '#features/session/credentials.ts'
import type { SignIn } from '#features/session/provider/sign-in.ts'
import type { Session } from '#features/session/session.ts'
import { UploadQueueProvider } from '#features/upload/context.tsx'
import type { UploadQueue } from '#features/upload/queue/upload-queue.ts'
import { basePath } from '#site/base-path.ts'
import type { ConsoleConfig } from '#site/console-config.ts'
import { hasUnsavedForm, leavePage } from '#ui/unsaved.ts'
import { WorkspacesContext } from './Root.tsx'
import { routes } from './routes.tsx'
import { ConfigProvider } from './state/config.tsx'
import { guardHistory } from './state/guarded-history.ts'
import type { Workspaces } from './state/workspace.ts'

export interface AppProps {
  config: ConsoleConfig
  session: Session
  check: CheckToken
  signIn: SignIn | undefined
  /** What would be lost if somebody else signed in now, each in a few words. */
  unfinished: () => readonly string[]
  workspaces: Workspaces
  uploads: UploadQueue
  bulk: BulkOperation
}

/** Hands what the composition root has built to the pages. */
export function App({ config, workspaces, uploads, bulk, ...session }: AppProps) {
  // As `BrowserRouter` makes it, with a question before something unsaved is left.
  const [history] = useState(() =>
    guardHistory(createBrowserHistory({ v5Compat: true }), {
      mustAsk: hasUnsavedForm,
      ask: leavePage,
    }),
  )
  return (
    <ConfigProvider config={config}>
      <SessionProvider {...session}>
        <WorkspacesContext value={workspaces}>
          <UploadQueueProvider queue={uploads}>
            <BulkProvider bulk={bulk}>
              <HistoryRouter basename={basePath()} history={history} useTransitions={false}>
                <Pages />
              </HistoryRouter>
            </BulkProvider>
          </UploadQueueProvider>
        </WorkspacesContext>
      </SessionProvider>
    </ConfigProvider>
  )
}

/** Without the router's own loaders and actions, which the cache does better and which weigh as much as all pages' frame. */
function Pages() {
  return useRoutes(routes)
}
