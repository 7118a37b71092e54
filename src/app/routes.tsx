import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, useEffect } from 'react'
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
const ActivityPage = lazy(() => import('./pages/ActivityPage.tsx'))
const CompareFilesPage = lazy(() => import('./pages/CompareFilesPage.tsx'))
const ComparePage = lazy(() => import('./pages/ComparePage.tsx'))
const ContextPage = lazy(() => import('./pages/ContextPage.tsx'))
const NotFoundPage = lazy(() => import('./pages/NotFoundPage.tsx'))
const SettingsPage = lazy(() => import('./pages/SettingsPage.tsx'))
const VersionPage = lazy(() => import('./pages/VersionPage.tsx'))
const VersionsPage = lazy(() => import('./pages/VersionsPage.tsx'))

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
