import { GitCompare } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'react-router'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { paths, type VersionPlace } from '#site/paths.ts'
import { useCommands } from '#ui/commands.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ContextLink } from '../binary/ContextLink.tsx'
import { optionsOf, SideHead } from './SideHead.tsx'
import type { FileSide } from './use-file-side.ts'

const ChooseFile = lazy(async () => ({
  default: (await import('#features/compare/files/ChooseFile.tsx')).ChooseFile,
}))

/** Above one of two files: which file it is, which version of it, and the way to another one. */
export function FileHead(props: {
  org: string
  /** "Left" */
  label: string
  side: FileSide
  onPlace: (place: VersionPlace) => void
}) {
  const { org, label, side, onPlace } = props
  const [isChoosing, setChoosing] = useState(false)
  const { id, version, current, versions, titleOf } = side
  const binary: Binary =
    version?.state === 'live' ? version.binary : (current ?? { resourceType: 'Binary', id })
  const shown = version?.versionId
  useChoosing(label, () => setChoosing(true))
  return (
    <>
      <SideHead
        label={label}
        value={shown ?? ''}
        options={
          shown === undefined
            ? [{ value: '', label: titleOf(undefined) }]
            : optionsOf([shown], versions, titleOf)
        }
        onChange={(versionId) => onPlace({ id, versionId })}
        file={
          <>
            <Link to={paths.binary(org, id)}>
              <bdi>{displayName({ ...binary, id })}</bdi>
            </Link>
            <ContextLink {...{ org, binary }} />
            <Button size="s" variant="quiet" onClick={() => setChoosing(true)}>
              Other file…
            </Button>
          </>
        }
      />
      <Suspense fallback={null}>
        {isChoosing && (
          <ChooseFile
            {...{ org }}
            like={{ ...binary, id }}
            onClose={() => setChoosing(false)}
            onChoose={(chosen) => {
              setChoosing(false)
              if (chosen.id !== undefined) {
                onPlace({ id: chosen.id, versionId: chosen.meta?.versionId })
              }
            }}
          />
        )}
      </Suspense>
    </>
  )
}

/** The same in the palette. */
function useChoosing(label: string, run: () => void): void {
  useCommands([
    {
      id: `other-file-${label}`,
      label: `Choose another file for the ${label.toLowerCase()} side`,
      group: 'Actions',
      icon: GitCompare,
      run,
    },
  ])
}
