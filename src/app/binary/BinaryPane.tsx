import { Maximize2, X } from 'lucide-react'
import { displayName } from '#fhir/binary.ts'
import { paths } from '#lib/paths.ts'
import { LinkButton } from '#ui/Button.tsx'
import { IconButton } from '#ui/IconButton.tsx'
import { BinaryActions } from './BinaryActions.tsx'
import { BinaryBody } from './BinaryBody.tsx'
import { BinaryFailed, BinaryLoading } from './BinaryStates.tsx'
import { ChangedBanner } from './ChangedBanner.tsx'
import { DeletedBinary } from './DeletedBinary.tsx'
import { useBinary } from './use-binary.ts'
import styles from './binary.module.css'

export interface BinaryPaneProps {
  org: string
  id: string
  /** Without it there is no way to close the pane from inside. */
  onClose?: (() => void) | undefined
}

/** One Binary beside the list: the same as its page, in less room. Give it `key={id}`. */
export function BinaryPane({ org, id, onClose }: BinaryPaneProps) {
  const { shown, newer, showNewer, error, retry } = useBinary(org, id)
  const name = displayName(shown?.state === 'live' ? shown.binary : { resourceType: 'Binary', id })
  return (
    <div className={styles['pane']}>
      <div className={styles['paneHead']}>
        <h2>{name}</h2>
        {onClose && <IconButton label="Close" icon={X} onClick={onClose} />}
      </div>
      {shown?.state === 'live' && (
        <div className={styles['paneActions']}>
          <LinkButton size="s" icon={Maximize2} to={paths.binary(org, id)}>
            Open the page
          </LinkButton>
          <BinaryActions {...{ org, id }} current={shown} size="s" />
        </div>
      )}
      {newer && <ChangedBanner newer={newer} onShow={showNewer} />}
      {error && <BinaryFailed {...{ org, error }} onRetry={retry} />}
      {!error && shown === undefined && <BinaryLoading />}
      {shown?.state === 'deleted' && <DeletedBinary {...{ org, id }} deleted={shown} />}
      {shown?.state === 'live' && <BinaryBody stacked {...{ org, id, shown }} />}
    </div>
  )
}
