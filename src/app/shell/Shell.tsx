import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useSyncExternalStore, lazy, useEffect } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { useReasonMissing } from '#features/access-reason/AccessReasonGate.tsx'
import { conflicts } from '#features/edit/conflicts.ts'
import { useSessionState, useSignIn } from '#features/session/context.tsx'
import { UploadProvider } from '#features/upload/UploadProvider.tsx'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { useConfig } from '../state/config.tsx'
import { connection, STALE } from '../state/connection.ts'
import { useCurrentOrg } from '../state/organization.tsx'
import { overlay } from '../state/overlay.ts'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'
import { isTyping } from './is-typing.ts'
import { MainNav } from './MainNav.tsx'
import { TopBar } from './TopBar.tsx'
import { UploadsRegion } from './UploadsRegion.tsx'
import { useRouteFocus } from './use-place.ts'
import { useScrollMemory } from './use-place.ts'
import styles from './shell.module.css'

/** The frame of every page behind the door. The queue stands outside the page, so that no page's failure hides it. */
export function Shell() {
  const state = useSessionState()
  const { pathname, search, hash } = useLocation()
  if (state.phase !== 'active') {
    // A link is opened after signing in; the place of whoever has signed out is nobody else's.
    const isLeft = state.phase === 'signed-out' && state.left
    const from = isLeft ? undefined : pathname + search + hash
    return <Navigate to={paths.connect()} replace state={{ from }} />
  }
  return <SignedInShell />
}

function SignedInShell() {
  const { maxFileMegabytes } = useConfig()
  const maxBytes = maxFileMegabytes === undefined ? undefined : maxFileMegabytes * 1_000_000
  return (
    <UploadProvider org={useUploadOrg()} maxBytes={maxBytes}>
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

/** Shown while the server can't be reached, because what is on the screen may be out of date. */
function ConnectionBanner() {
  const state = useSyncExternalStore(connection.subscribe, connection.get)
  const cache = useQueryClient()
  if (state === 'online') return null
  return (
    <Banner
      tone="warning"
      role="status"
      title={state === 'offline' ? 'No network connection' : 'The server can’t be reached'}
      actions={
        <Button size="s" onClick={() => void cache.refetchQueries(STALE)}>
          Try again
        </Button>
      }
    >
      What you see was loaded earlier and may have changed. Queued uploads continue when the
      connection is back.
    </Banner>
  )
}

const SessionBanner = lazy(async () => ({
  default: (await import('#features/session/SessionBanner.tsx')).SessionBanner,
}))

/** Over every page, while there is no token that the server takes. */
function RenewalBanner() {
  const state = useSessionState()
  const isDeclined = state.phase === 'active' && state.renewal === 'declined'
  if (useSignIn() === undefined && !isDeclined) return null
  return (
    <Suspense fallback={null}>
      <SessionBanner />
    </Suspense>
  )
}

const AppPalette = lazy(async () => ({ default: (await import('../AppPalette.tsx')).AppPalette }))
const ShortcutsDialog = lazy(async () => ({
  default: (await import('#features/palette/Shortcuts.tsx')).ShortcutsDialog,
}))

/** The command palette and the list of shortcuts, over every page. */
function CommandOverlays() {
  useOverlayKeys()
  const open = useSyncExternalStore(overlay.subscribe, overlay.get)
  const close = () => overlay.set('none')
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <AppPalette onClose={close} />}
      {open === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </Suspense>
  )
}

/** Ctrl or Cmd K from anywhere, also out of a field; `/` and `?` only where they are not being typed. */
function useOverlayKeys() {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      if (
        command &&
        event.key.toLowerCase() === 'k' &&
        document.querySelector('dialog:modal') === null
      ) {
        event.preventDefault()
        overlay.set('palette')
      }
      const plain = !(event.ctrlKey || event.metaKey || event.altKey)
      const over = event.key === '/' ? 'find' : event.key === '?' ? 'shortcuts' : undefined
      if (over && plain && !event.defaultPrevented && !isTyping(event)) {
        event.preventDefault()
        overlay.set(over)
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

const ConflictOfChange = lazy(async () => ({
  default: (await import('./ConflictWithContents.tsx')).ConflictOfChange,
}))

/** The question about two changes to one file, over whatever page is shown. */
function ConflictSlot() {
  const conflict = useSyncExternalStore(conflicts.subscribe, conflicts.get)
  if (conflict === undefined) return null
  return (
    <Suspense fallback={null}>
      <ConflictOfChange {...conflict} onClose={() => conflicts.set(undefined)} />
    </Suspense>
  )
}
