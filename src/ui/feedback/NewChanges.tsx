import { useState } from 'react'
import { Button } from '../controls/Button.tsx'
import { Banner } from './Banner.tsx'

export interface NewChangesProps {
  count: number
  /** There are more than were counted. */
  more: boolean
  /** Loads them; resolves when they are on the screen. */
  onShow: () => Promise<unknown>
}

/** Says quietly that others have changed what is on the screen, and shows it when asked to. */
export function NewChanges({ count, more, onShow }: NewChangesProps) {
  const [busy, setBusy] = useState(false)
  if (count === 0) return null
  const show = async () => {
    setBusy(true)
    await onShow()
    setBusy(false)
  }
  return (
    <Banner
      tone="info"
      role="status"
      title={
        count === 1 && !more ? '1 new change' : `${count}${more ? ' or more' : ''} new changes`
      }
      actions={
        <Button size="s" busy={busy} onClick={() => void show()}>
          Show
        </Button>
      }
    />
  )
}
