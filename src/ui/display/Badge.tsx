import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import { Icon, type IconType } from './Icon.tsx'
import styles from './display.module.css'
import tones from './tones.module.css'

export type BadgeTone = 'neutral' | 'accent' | 'info' | 'success' | 'warning' | 'danger'

/** A word or two that mark a thing. The words carry the meaning; tone and icon only help the eye. */
export function Badge(props: {
  tone?: BadgeTone | undefined
  icon?: IconType | undefined
  children: ReactNode
}) {
  const tone = props.tone ?? 'neutral'
  return (
    <span className={cx(styles['badge'], tone === 'accent' ? styles[tone] : tones[tone])}>
      {props.icon && <Icon icon={props.icon} size={12} />}
      {props.children}
    </span>
  )
}

/** One key of the keyboard, by the word printed on it. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={styles['kbd']}>{children}</kbd>
}
