import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { NavigateFunction } from 'react-router'
import type { Finder } from '#api/binaries/find/finder.ts'
import { kindIcons } from '#features/binaries/filters/kind-icons.ts'
import { findBest } from '#features/find/find-best.ts'
import { FindPanel, type FindPanelProps } from '#features/find/FindPanel.tsx'
import type { FindOption } from '#features/find/options.ts'
import { displayName } from '#fhir/binary/binary.ts'
import { paths } from '#site/paths.ts'
import { useCurrentOrganization } from '../state/organization.tsx'
import { overlay } from '../state/overlay.ts'
import { searchMethod } from '../state/search-method.ts'

interface Asked {
  org: string
  text: string
  finder: Finder
  /** An access reason is missing, before which nothing may be requested. */
  closed: boolean
  go: NavigateFunction
}

/** The suggestions with what they need of the console; loaded with the first focus of the field. */
export function FindSuggestions(
  props: Asked & Pick<FindPanelProps, 'ref' | 'listId' | 'active' | 'onActive' | 'onClear'>,
) {
  const { closed, go, ...panel } = props
  const method = useSyncExternalStore(searchMethod.subscribe, searchMethod.get)
  const organization = useCurrentOrganization()?.name ?? panel.org
  if (closed) return null
  return (
    <FindPanel
      {...panel}
      method={method}
      organization={organization}
      icons={kindIcons}
      onOpen={(option) => open(panel.org, option, go)}
    />
  )
}

/** What Enter does where no suggestion is chosen. @param asked.isStill whether that is still what is wanted */
export async function openBest(
  asked: Asked & { cache: QueryClient; isStill: () => boolean },
): Promise<void> {
  const { org, text, go, closed, cache, finder, isStill } = asked
  const all: FindOption = { kind: 'all', words: text.trim(), files: undefined }
  const best = closed
    ? all
    : await findBest(cache, { org, text, finder, method: searchMethod.get() })
  if (isStill()) open(org, best, go)
}

function open(org: string, option: FindOption, go: NavigateFunction): void {
  overlay.set('none')
  void (option.kind === 'file'
    ? go(paths.binary(org, option.id), { state: { name: displayName(option.binary) } })
    : go(pageOf(org, option)))
}

function pageOf(org: string, option: Exclude<FindOption, { kind: 'file' }>): string {
  switch (option.kind) {
    case 'context':
      return paths.context(org, option.context.key)
    case 'ids': {
      const [first = ''] = option.ids
      return option.ids.length === 1
        ? paths.binary(org, first)
        : paths.binaries(org, { _id: option.ids.join(',') })
    }
    case 'inside':
      return paths.binaries(org, { _content: option.words })
    case 'all':
      return paths.binaries(org, option.words === '' ? {} : { find: option.words })
    // These stay where they are.
    case 'load':
    case 'stop':
    case 'retry':
      return paths.binaries(org)
  }
}
