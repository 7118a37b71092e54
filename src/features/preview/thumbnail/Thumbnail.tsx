import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useApi } from '#api/context.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { Kind } from '#formats/kinds.ts'
import { whileInView } from '#ui/while-in-view.ts'
import { keptThumbnail, makeThumbnail, reasonAgainst, thumbnailKey } from './make-thumbnail.ts'
import type { Thumbnail as Made } from './thumbnail-cache.ts'
import styles from './thumbnail.module.css'

export interface ThumbnailProps {
  org: string
  /** The file as the list has it. */
  binary: Binary
  /** As its label says. */
  kind: Kind
  /** Stands in where there is no thumbnail, or none yet. */
  icon: ReactNode
}

/** Fills its place with what the file looks like. It is drawn while it is in view only; its name has to stand beside it. */
export function Thumbnail(props: ThumbnailProps) {
  const thumbnail = thumbnailKey(props.org, props.binary)
  return <Frame key={thumbnail} thumbnail={thumbnail} {...props} />
}

function Frame(props: ThumbnailProps & { thumbnail: string }) {
  const { binary, kind, icon } = props
  const against = reasonAgainst(binary, kind)
  const frame = useRef<HTMLSpanElement>(null)
  const made = useMade(frame, against === undefined, props)
  const title = against ?? (made?.state === 'none' ? made.reason : '')
  return (
    <span ref={frame} className={styles['frame']} title={title === '' ? undefined : title}>
      {made?.state === 'drawn' ? <img src={made.url} alt="" draggable={false} /> : icon}
    </span>
  )
}

function useMade(
  frame: RefObject<HTMLElement | null>,
  wanted: boolean,
  { thumbnail: key, org, binary }: ThumbnailProps & { thumbnail: string },
): Made | undefined {
  const { binaries } = useApi()
  const queryClient = useQueryClient()
  const [made, setMade] = useState(() => keptThumbnail(key))
  const make = useEffectEvent(async (signal: AbortSignal) => {
    const of = { org, id: binary.id ?? '', versionId: binary.meta?.versionId }
    // Content that was read for its thumbnail alone is not held on to.
    const load = (until: AbortSignal) => binaries.loadContent(queryClient, of, until, BRIEFLY)
    const name = displayName(binary)
    const next = keptThumbnail(key) ?? (await makeThumbnail({ key, name, load }, signal))
    if (!signal.aborted) setMade(next)
  })
  const done = made !== undefined
  useEffect(() => {
    const element = frame.current
    if (!wanted || done || element === null) return undefined
    // What could not be read may be another time: then its turn comes when it is back in view.
    return whileInView(element, (signal) => void make(signal).catch(() => undefined))
  }, [frame, wanted, done])
  return made
}

/** Milliseconds. */
const BRIEFLY = 2_000
