import { useQueryClient } from '@tanstack/react-query'
import {
  Activity,
  Building2,
  FileText,
  Files,
  Keyboard,
  Lock,
  LogOut,
  MessageSquareText,
  Monitor,
  Moon,
  Rows3,
  Search,
  Settings,
  Sun,
} from 'lucide-react'
import { useNavigate } from 'react-router'
import { useApi } from '#api/context.tsx'
import { useSession } from '#features/session/context.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { paths } from '#site/paths.ts'
import { appearance, setAppearance } from '#ui/appearance.ts'
import type { Command } from '#ui/commands.ts'
import { useSignOut } from './shell/sign-out.ts'
import { useCurrentOrg } from './state/organization.tsx'
import { overlay } from './state/overlay.ts'

/** What the palette offers on every page: the pages, the recent Binaries, and what concerns the whole console. */
export function useAppCommands(): Command[] {
  const org = useCurrentOrg()
  const go = useNavigate()
  const session = useSession()
  const signOut = useSignOut()
  const cache = useQueryClient()
  const api = useApi()
  const to = (path: string) => () => void go(path)
  return [
    ...(org === undefined ? [] : pagesOf(org, to)),
    {
      id: 'organizations',
      label: 'Organizations',
      group: 'Go to',
      icon: Building2,
      run: to(paths.organizations()),
    },
    {
      id: 'settings',
      label: 'Settings',
      group: 'Go to',
      icon: Settings,
      run: to(paths.settings()),
    },
    ...(org === undefined ? [] : recentBinaries(api.binaries.opened(cache, org), org, to)),
    ...APPEARANCE,
    {
      id: 'shortcuts',
      label: 'Keyboard shortcuts',
      group: 'Help',
      icon: Keyboard,
      keys: ['?'],
      run: () => overlay.set('shortcuts'),
    },
    { id: 'lock', label: 'Lock now', group: 'Session', icon: Lock, run: () => session.lock() },
    {
      id: 'sign-out',
      label: 'Sign out',
      group: 'Session',
      icon: LogOut,
      run: signOut,
    },
  ]
}

type To = (path: string) => () => void

function pagesOf(org: string, to: To): Command[] {
  return [
    {
      id: 'binaries',
      label: 'Binaries',
      group: 'Go to',
      icon: Files,
      run: to(paths.binaries(org)),
    },
    {
      id: 'find',
      label: 'Find files…',
      group: 'Go to',
      icon: Search,
      keys: ['/'],
      run: () => overlay.set('find'),
    },
    {
      id: 'activity',
      label: 'Activity',
      group: 'Go to',
      icon: Activity,
      run: to(paths.activity(org)),
    },
    {
      id: 'access-reason',
      label: 'Access reason',
      group: 'Session',
      icon: MessageSquareText,
      run: () => overlay.set('access-reason'),
    },
  ]
}

/** Those that were opened in this session, the last one first. */
function recentBinaries(opened: Binary[], org: string, to: To): Command[] {
  return opened.slice(0, 8).flatMap((binary) => {
    const { id } = binary
    if (id === undefined) return []
    const run = to(paths.binary(org, id))
    return { id: `recent-${id}`, label: displayName(binary), group: 'Recent', icon: FileText, run }
  })
}

const APPEARANCE: Command[] = [
  {
    id: 'light',
    label: 'Use the light theme',
    group: 'Appearance',
    icon: Sun,
    run: () => setAppearance({ theme: 'light' }),
  },
  {
    id: 'dark',
    label: 'Use the dark theme',
    group: 'Appearance',
    icon: Moon,
    run: () => setAppearance({ theme: 'dark' }),
  },
  {
    id: 'system',
    label: 'Use the same theme as the system',
    group: 'Appearance',
    icon: Monitor,
    run: () => setAppearance({ theme: 'system' }),
  },
  {
    id: 'density',
    label: 'Change the row density',
    group: 'Appearance',
    icon: Rows3,
    run: () =>
      setAppearance({
        density: appearance.get().density === 'compact' ? 'comfortable' : 'compact',
      }),
  },
]
