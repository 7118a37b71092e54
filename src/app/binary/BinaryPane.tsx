import { BinaryActions } from './BinaryActions.tsx'
import { BinaryBody } from './BinaryBody.tsx'
import { BinaryFailed, BinaryLoading } from './BinaryStates.tsx'
import { ChangedBanner } from './ChangedBanner.tsx'
import { DeletedBinary } from './DeletedBinary.tsx'
import { useBinary } from './use-binary.ts'
import styles from './binary.module.css'

/** One Binary beside the list: all that its page has, in less room and without the heading. Give it `key={id}`. */
export function BinaryPane({ org, id }: { org: string; id: string }) {
  const { shown, newer, showNewer, error, retry } = useBinary(org, id)
  const live = shown?.state === 'live' ? shown : undefined
  return (
    <div className={styles['pane']}>
      {live && (
        <div className={styles['paneActions']}>
          <BinaryActions {...{ org, id }} current={live} size="s" />
        </div>
      )}
      {newer && <ChangedBanner newer={newer} onShow={showNewer} />}
      {error && <BinaryFailed {...{ org, error }} onRetry={retry} />}
      {!error && shown === undefined && <BinaryLoading />}
      {shown?.state === 'deleted' && <DeletedBinary {...{ org, id }} deleted={shown} />}
      {live && <BinaryBody stacked {...{ org, id }} shown={live} />}
    </div>
  )
}
