import { useQuery } from '@tanstack/react-query'
import { GitCompare } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useNavigate } from 'react-router'
import { useApi } from '#api/context.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'
import { paths } from '#site/paths.ts'
import { useCommands } from '#ui/commands.ts'

const ChooseFile = lazy(async () => ({
  default: (await import('#features/compare/files/ChooseFile.tsx')).ChooseFile,
}))

export interface CompareWithFileProps {
  org: string
  id: string
  /** The version that is shown; `undefined` where that is the current one. */
  versionId: string | undefined
}

/** In the palette of every page about one file: compares it, as it is shown, with another one. */
export function CompareWithFile({ org, id, versionId }: CompareWithFileProps) {
  const [isOpen, setOpen] = useState(false)
  const { data } = useQuery({ ...useApi().binaries.detail(org, id), refetchOnWindowFocus: false })
  const go = useNavigate()
  const like: Binary =
    data?.state === 'live' ? { ...data.binary, id } : { resourceType: 'Binary', id }
  useCommands([
    {
      id: 'compare-with-file',
      label: `Compare ${isolate(displayName(like))} with another file`,
      group: 'Actions',
      icon: GitCompare,
      run: () => setOpen(true),
    },
  ])
  const onChoose = (other: Binary) => {
    setOpen(false)
    if (other.id === undefined) return
    const left = { id, versionId: versionId ?? data?.versionId }
    void go(paths.compareFiles(org, left, { id: other.id, versionId: other.meta?.versionId }))
  }
  return (
    <Suspense fallback={null}>
      {isOpen && <ChooseFile {...{ org, like, onChoose }} onClose={() => setOpen(false)} />}
    </Suspense>
  )
}
