import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { useConfig } from './state/config.tsx'
import styles from './page.module.css'

export interface PageProps {
  /** The document's title, with the product's name after it, and the heading unless that is given. */
  title: string
  /** What the heading shows instead of the title; `false` leaves it to screen readers. */
  heading?: ReactNode
  /** At the end of the heading's line. */
  actions?: ReactNode
  /** Takes the whole height and scrolls inside itself: for grids and split panes. */
  fill?: boolean | undefined
  children: ReactNode
}

/** The frame of one page: its title, and the one `h1` that takes focus after a navigation. */
export function Page({ title, heading, actions, fill, children }: PageProps) {
  const { name } = useConfig()
  const { org } = useParams()
  return (
    <div className={cx(styles['page'], fill === true && styles['fill'])}>
      <title>{[title, org, name].filter((part) => part !== undefined).join(' · ')}</title>
      {heading === false ? (
        <h1 tabIndex={-1}>
          <VisuallyHidden>{title}</VisuallyHidden>
        </h1>
      ) : (
        <header className={styles['head']}>
          <h1 tabIndex={-1}>{heading ?? title}</h1>
          {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
        </header>
      )}
      {children}
    </div>
  )
}
