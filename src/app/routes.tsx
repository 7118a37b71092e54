import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, useEffect, type ComponentType } from 'react'
import { Navigate, useParams, type RouteObject, Outlet } from 'react-router'
import { useApi } from '#api/context.tsx'
import { AccessReasonGate } from '#features/access-reason/AccessReasonGate.tsx'
import { rememberOrganization } from '#features/organizations/recent.ts'
import { paths } from '#site/paths.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { AppBoundary, PageBoundary } from './errors.tsx'
import BinariesPage from './pages/BinariesPage.tsx'
import { binaryPage } from './pages/binary-page.ts'
import ConnectPage from './pages/ConnectPage.tsx'
import OrganizationsPage from './pages/OrganizationsPage.tsx'
import { Root } from './Root.tsx'
import { Shell } from './shell/Shell.tsx'
import { useCurrentOrganization } from './state/organization.tsx'
import { useAccessReasonConfig } from './use-access-reason-config.ts'

// All but the three that nearly every visit begins with: those would only come a round trip later.
const ActivityPage = lazyPage(() => import('./pages/ActivityPage.tsx'))
const CompareFilesPage = lazyPage(() => import('./pages/CompareFilesPage.tsx'))
const ComparePage = lazyPage(() => import('./pages/ComparePage.tsx'))
const ContextPage = lazyPage(() => import('./pages/ContextPage.tsx'))
const NotFoundPage = lazyPage(() => import('./pages/NotFoundPage.tsx'))
const SettingsPage = lazyPage(() => import('./pages/SettingsPage.tsx'))
const VersionPage = lazyPage(() => import('./pages/VersionPage.tsx'))
const VersionsPage = lazyPage(() => import('./pages/VersionsPage.tsx'))

/** Fetched in a task of its own: the page before is taken away in that of the click, and both together would be felt. */
function lazyPage(load: () => Promise<{ default: ComponentType }>) {
  return lazy(async () => {
    await new Promise((resolve) => setTimeout(resolve))
    return load()
  })
}

/** Every page with its path; `paths` in src/lib/paths.ts makes the same ones. Each fails inside the shell, not instead of it. */
export const routes: RouteObject[] = [
  {
    element: (
      <AppBoundary>
        <Root />
      </AppBoundary>
    ),
    children: [
      { path: '/connect', element: <ConnectPage /> },
      {
        element: <Shell />,
        children: [
          { index: true, path: '/', element: <Navigate to={paths.organizations()} replace /> },
          page('/o', <OrganizationsPage />),
          page('/settings', <SettingsPage />),
          {
            path: '/o/:org',
            element: <OrganizationArea />,
            children: [
              { index: true, element: <ToBinaries /> },
              page('Binary', <BinariesPage />),
              page('Binary/_history', <ActivityPage />),
              page('Binary/_compare/:left/:leftVersion/:right/:rightVersion', <CompareFilesPage />),
              page('Binary/:id', <binaryPage.Part />),
              page('Binary/:id/_history', <VersionsPage />),
              page('Binary/:id/_history/:versionId', <VersionPage />),
              page('Binary/:id/_compare/:from/:to', <ComparePage />),
              page('context/*', <ContextPage />),
              page('*', <NotFoundPage />),
            ],
          },
          page('*', <NotFoundPage />),
        ],
      },
    ],
  },
]

function page(path: string, element: React.ReactNode): RouteObject {
  return { path, element: <PageBoundary>{element}</PageBoundary> }
}

function ToBinaries() {
  const { org } = useParams()
  return <Navigate to={paths.binaries(org ?? '')} replace />
}

/** Everything below `/o/:org`. Entering one organization drops what the cache holds of any other. */
function OrganizationArea() {
  const { org = '' } = useParams()
  const cache = useQueryClient()
  useEffect(() => {
    cache.removeQueries({
      predicate: ({ queryKey }) => queryKey[0] === 'org' && queryKey[1] !== org,
    })
  }, [org, cache])
  const config = useAccessReasonConfig(org)
  if (config === undefined) return <Skeleton lines={6} label="Loading the organization" />
  return (
    <AccessReasonGate key={org} org={org} config={config}>
      <Remembered org={org} />
      <Outlet />
    </AccessReasonGate>
  )
}

/** Keeps an organization for the next time, once it has answered. */
function Remembered({ org }: { org: string }) {
  const api = useApi()
  const { isSuccess } = useQuery({ ...api.organizations.check(org), throwOnError: false })
  const name = useCurrentOrganization()?.name ?? org
  useEffect(() => {
    if (isSuccess) rememberOrganization({ id: org, name })
  }, [isSuccess, org, name])
  return null
}
