import type { ReactNode } from 'react'
import styles from './display.module.css'

/** One key of the keyboard, by the word printed on it. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={styles['kbd']}>{children}</kbd>
}
