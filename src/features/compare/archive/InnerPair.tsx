import { createContext, createElement, Suspense, use, type ReactNode } from 'react'
import { blobSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { kindLabel } from '#formats/kinds.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { BytesDiffer } from '../bytes/BytesDiffer.tsx'
import type { Differ, DifferProps, Side } from '../differ.ts'
import { Working } from '../shell/Working.tsx'
import { takeEntries } from './compare-archives.ts'
import type { EntryLine } from './describe-archives.ts'

/** How many archives are around what is compared. */
const Depth = createContext(0)
/** Archives in archives that are opened. */
const DEEPEST = 3

interface Taken {
  left: Side
  right: Side
  differ: Differ
}

/** An entry of both archives, taken out and compared as what it is, by the differs that compare two contents. */
export function InnerPair(props: Pick<DifferProps, 'left' | 'right'> & { line: EntryLine }) {
  const { left, right, line } = props
  const depth = use(Depth)
  const { pair, pathBefore } = line
  if (pair.kind === 'added' || pair.kind === 'removed') return null
  if (depth >= DEEPEST) {
    return <p>Archives inside archives are opened {DEEPEST} deep. Download both to look further.</p>
  }
  const take = async (signal: AbortSignal): Promise<Taken> => {
    const blobs = await takeEntries(left, right, pair, signal)
    const before = await sideOf(left, blobs.left, pathBefore ?? pair.path)
    const after = await sideOf(right, blobs.right, pair.path)
    // By a dynamic import, as the table leads here.
    const { differFor } = await import('../differ.ts')
    signal.throwIfAborted()
    return { left: before, right: after, differ: differFor(before.kind, after.kind) }
  }
  return (
    <Depth value={depth + 1}>
      <Working label="Taking both entries out" start={take}>
        {(taken) => <Opened taken={taken} />}
      </Working>
    </Depth>
  )
}

function Opened({ taken }: { taken: Taken }): ReactNode {
  const { left, right, differ } = taken
  // What has no differ has its bytes; its previews belong to the archive's own preview.
  if (differ.compare === undefined) {
    return (
      <>
        {left.kind !== right.kind && (
          <p>
            Another kind of file ({kindLabel(left.kind)} → {kindLabel(right.kind)}): the bytes are
            compared.
          </p>
        )}
        <BytesDiffer left={left} right={right} />
      </>
    )
  }
  const renderPreview = () => <p>The preview of the archive shows this entry by itself.</p>
  return (
    <Suspense fallback={<Skeleton lines={6} label="Loading the comparison" />}>
      {createElement(differ.View, { left, right, renderPreview })}
    </Suspense>
  )
}

async function sideOf(archive: Side, content: Blob, path: string): Promise<Side> {
  const name = path.split(/[/\\]/).at(-1) ?? path
  const found = await detectSource(blobSource(content, { name }))
  return {
    id: archive.id,
    versionId: archive.versionId,
    title: archive.title,
    blob: content.slice(0, content.size, found.contentType),
    contentType: found.contentType,
    kind: found.kind,
  }
}
