import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import { Icon, type IconType } from '../display/Icon.tsx'
import tones from '../display/tones.module.css'
import styles from './notices.module.css'

export type Tone = 'info' | 'warning' | 'danger' | 'success'

export const toneIcons: Record<Tone, IconType> = {
  info: Info,
  warning: TriangleAlert,
  danger: OctagonAlert,
  success: CircleCheck,
}

export interface BannerProps {
  tone: Tone
  title: string
  children?: ReactNode
  actions?: ReactNode
  /** `alert` when it interrupts, `status` when it may wait; without one it is simply part of the page. */
  role?: 'alert' | 'status' | undefined
}

/** A strip across a page or a panel: what happened, and what to do about it. */
export function Banner({ tone, title, children, actions, role }: BannerProps) {
  return (
    <div className={cx(styles['banner'], tones[tone])} role={role}>
      <Icon icon={toneIcons[tone]} size={18} />
      <div className={styles['bannerText']}>
        <p className={styles['bannerTitle']}>{title}</p>
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}
