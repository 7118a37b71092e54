import { useState, type ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import type { DifferProps } from '../differ.ts'
import { SideBySide } from './SideBySide.tsx'
import styles from './side-by-side.module.css'

/**
 * A kind's own comparison, and one press away what every kind has: both previews, and the bytes.
 * @param own what its button says, such as "Pages"
 * @param children the own comparison; it is not there while the other one is looked at
 */
export function OrSideBySide({
  own,
  children,
  ...props
}: DifferProps & { own: string; children: ReactNode }) {
  const [asOthers, setAsOthers] = useState(false)
  return (
    <>
      <div role="group" aria-label="Compare" className={styles['modes']}>
        <Button size="s" aria-pressed={!asOthers} onClick={() => setAsOthers(false)}>
          {own}
        </Button>
        <Button size="s" aria-pressed={asOthers} onClick={() => setAsOthers(true)}>
          Previews and bytes
        </Button>
      </div>
      {asOthers ? <SideBySide {...props} /> : children}
    </>
  )
}
