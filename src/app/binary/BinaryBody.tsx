import type { LiveBinary } from '#api/binaries/types.ts'
import { Details } from '#features/details/Details.tsx'
import { LatestVersions } from '#features/details/LatestVersions.tsx'
import { PreviewOfBinary } from '#features/preview/PreviewOf.tsx'
import { cx } from '#ui/cx.ts'
import styles from './binary.module.css'

/** The preview, large, and the details beside it; below it where there is no room beside. */
export function BinaryBody(props: {
  org: string
  id: string
  shown: LiveBinary
  /** In the reading pane, which is always narrow. */
  stacked?: boolean | undefined
}) {
  const { org, id, shown, stacked } = props
  const { binary, versionId, lastUpdated } = shown
  return (
    <div className={cx(styles['body'], stacked === true && styles['stacked'])}>
      <div className={styles['preview']}>
        <PreviewOfBinary {...{ org, id, versionId, binary }} />
      </div>
      <div className={styles['beside']}>
        <Details {...{ binary, versionId, lastUpdated }}>
          <LatestVersions {...{ org, id, versionId }} />
        </Details>
      </div>
    </div>
  )
}
