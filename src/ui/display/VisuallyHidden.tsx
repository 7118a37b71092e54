import type { ComponentPropsWithRef } from 'react'
import styles from './display.module.css'

/** For screen readers only. With `hidden` it is only read where an `aria-describedby` points at it. */
export function VisuallyHidden(props: Omit<ComponentPropsWithRef<'span'>, 'className'>) {
  return <span {...props} className={styles['visuallyHidden']} />
}
