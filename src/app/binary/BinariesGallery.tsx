import { useSyncExternalStore } from 'react'
import { Gallery } from '#features/binaries/gallery/Gallery.tsx'
import type { BinariesGridProps } from '#features/binaries/grid/BinariesGrid.tsx'
import { Thumbnail } from '#features/preview/thumbnail/Thumbnail.tsx'
import { readAhead } from '../state/read-ahead.ts'

/** The list as cards, with thumbnails unless the reader has switched them off. */
export function BinariesGallery(grid: BinariesGridProps) {
  const { thumbnails } = useSyncExternalStore(readAhead.subscribe, readAhead.get)
  return (
    <Gallery
      {...grid}
      renderThumbnail={({ binary, kind }, icon) =>
        thumbnails ? <Thumbnail org={grid.org} {...{ binary, kind, icon }} /> : icon
      }
    />
  )
}
