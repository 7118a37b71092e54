import { useState } from 'react'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import type { DifferProps } from '../differ.ts'
import type { PaperPage } from '../paper/use-paper.tsx'
import { Working } from '../shell/Working.tsx'
import { OrSideBySide } from '../side-by-side/OrSideBySide.tsx'
import { closeComparison, comparePictures } from './compare-pictures.ts'
import type { Mode } from './modes.ts'
import { PictureCompare } from './PictureCompare.tsx'
import { drawMarked } from './save-marked.ts'
import { TiffPages, usePages, type ComparedPages } from './TiffPages.tsx'

/** Two pictures, pixel by pixel; of a TIFF page by page. */
export function PictureDiffer(props: DifferProps) {
  const { left, right } = props
  const pages = usePages(left, right)
  const [chosen, setChosen] = useState<number>()
  const page =
    chosen ?? pages?.states.findIndex((state) => state !== 'same' && state !== undefined) ?? 0
  return (
    <OrSideBySide {...props} own="Pictures">
      {pages !== undefined && (
        <TiffPages pages={pages} page={Math.max(0, page)} onPage={setChosen} />
      )}
      <OnePage {...props} page={Math.max(0, page)} pages={pages} />
    </OrSideBySide>
  )
}

function OnePage(props: DifferProps & { page: number; pages: ComparedPages | undefined }) {
  const { left, right, page, pages } = props
  const [tolerant, setTolerant] = useState(false)
  const [mode, setMode] = useState<Mode>('sides')
  if (pages !== undefined && page >= Math.min(pages.left, pages.right)) {
    const isAdded = page < pages.right
    return (
      <p>
        Page {page + 1} was{' '}
        {isAdded ? `added in ${right.title}` : `removed: it is only in ${left.title}`}. The previews
        show it.
      </p>
    )
  }
  return (
    <Working
      key={`${page} ${tolerant}`}
      label="Comparing the pictures"
      start={(signal) => comparePictures(left, right, signal, { page, tolerant })}
      giveBack={closeComparison}
    >
      {(comparison) => (
        <PictureCompare
          comparison={comparison}
          titles={[left.title, right.title]}
          mode={mode}
          onMode={setMode}
          paper={pages && paperPages(left, right, pages, tolerant)}
        >
          <Checkbox
            label="Ignore what can hardly be seen"
            checked={tolerant}
            onChange={setTolerant}
          />
        </PictureCompare>
      )}
    </Working>
  )
}

/** The pages of a TIFF that both have and that differ, for paper; the strip of pages says which only one of them has. */
function paperPages(
  left: DifferProps['left'],
  right: DifferProps['right'],
  { states }: ComparedPages,
  tolerant: boolean,
): PaperPage[] {
  return states.flatMap((state, page): PaperPage[] =>
    state !== 'changed'
      ? []
      : [
          {
            caption: `Page ${page + 1}, changed`,
            draw: async (signal) => {
              const comparison = await comparePictures(left, right, signal, { page, tolerant })
              try {
                return await drawMarked(comparison)
              } finally {
                closeComparison(comparison)
              }
            },
          },
        ],
  )
}
