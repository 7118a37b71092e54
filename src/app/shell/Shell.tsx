import { Suspense } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { useReasonMissing } from '#features/access-reason/AccessReasonGate.tsx'
import { useSessionState } from '#features/session/context.tsx'
import { UploadProvider } from '#features/upload/UploadProvider.tsx'
import { paths } from '#site/paths.ts'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { useCurrentOrg } from '../organization.tsx'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'
import { ConnectionBanner, RenewalBanner } from './Banners.tsx'
import { CommandOverlays } from './CommandOverlays.tsx'
import { ConflictSlot } from './ConflictSlot.tsx'
import { MainNav } from './MainNav.tsx'
import { TopBar } from './TopBar.tsx'
import { UploadsRegion } from './UploadsRegion.tsx'
import { useRouteFocus } from './use-route-focus.ts'
import { useScrollMemory } from './use-scroll-memory.ts'
import styles from './shell.module.css'

/** The frame of every page behind the door. The queue stands outside the page, so that no page's failure hides it. */
export function Shell() {
  const { phase } = useSessionState()
  const { pathname, search, hash } = useLocation()
  if (phase !== 'active') {
    return <Navigate to={paths.connect()} replace state={{ from: pathname + search + hash }} />
  }
  return <Desk />
}

function Desk() {
  return (
    <UploadProvider org={useUploadOrg()}>
      <Frame />
    </UploadProvider>
  )
}

/** Where files go that are dropped on the window: nowhere as long as a required access reason is missing. */
function useUploadOrg(): string | undefined {
  const org = useCurrentOrg()
  const closed = useReasonMissing(org ?? '', useAccessReasonConfig(org))
  return closed ? undefined : org
}

function Frame() {
  const main = useRouteFocus()
  useScrollMemory(main)
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#main" onClick={(event) => skipTo(event, main.current)}>
        Skip to content
      </a>
      <TopBar />
      <div className={styles['banners']}>
        <ConnectionBanner />
        <RenewalBanner />
      </div>
      <MainNav />
      <main ref={main} id="main" className={styles['main']} tabIndex={-1}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      <UploadsRegion />
      <ConflictSlot />
      <CommandOverlays />
    </div>
  )
}

/** Without following the link: the fragment would become part of the address that the router compares. */
function skipTo(event: React.MouseEvent, main: HTMLElement | null) {
  event.preventDefault()
  main?.focus()
}

function PageSkeleton() {
  return (
    <div className={styles['skeleton']}>
      <Skeleton lines={6} label="Loading the page" />
    </div>
  )
}
