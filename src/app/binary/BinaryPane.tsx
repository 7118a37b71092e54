import { neighboursOf } from '#features/binaries/list/list-order.ts'
import type { PaneProps } from '#features/binaries/list/ListBody.tsx'
import { ReadingPane } from '#features/binaries/list/ReadingPane.tsx'
import { BinaryActions } from './BinaryActions.tsx'
import { BinaryView, useBinary } from './BinaryView.tsx'
import { ReadNeighbours } from './ReadNeighbours.tsx'
import styles from './binary.module.css'

/** One Binary beside the list: all that its page has, in less room and without the heading. Give it `key={id}`. */
export function BinaryPane({ org, rows, ...pane }: PaneProps & { org: string }) {
  const { id } = pane
  const watched = useBinary(org, id)
  const live = watched.shown?.state === 'live' ? watched.shown : undefined
  return (
    <ReadingPane org={org} {...pane}>
      <div className={styles['pane']}>
        {live && !watched.isListed && (
          <div className={styles['paneActions']}>
            <BinaryActions {...{ org, id }} current={live} size="s" />
          </div>
        )}
        <BinaryView stacked {...{ org, id, watched }} />
        <ReadNeighbours
          org={org}
          neighbours={neighboursOf({ org, files: rows, hasMore: false }, org, id)}
        />
      </div>
    </ReadingPane>
  )
}
