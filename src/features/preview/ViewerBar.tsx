import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import styles from './preview.module.css'

/** A viewer's controls, in the one bar above the preview. */
export function ViewerBar(props: { bar: HTMLElement | null; label: string; children: ReactNode }) {
  if (!props.bar) return null
  return createPortal(
    <div role="group" aria-label={props.label} className={styles['controls']}>
      {props.children}
    </div>,
    props.bar,
  )
}
