import { useQuery } from '@tanstack/react-query'
import { Maximize2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useApi } from '#api/context.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import type { PaneProps } from './ListBody.tsx'
import styles from './list.module.css'

interface ReadingPaneProps extends Omit<PaneProps, 'rows'> {
  org: string
  children: ReactNode
}

/** One Binary beside the list. */
export function ReadingPane({ org, id, label: known, onClose, children }: ReadingPaneProps) {
  const detail = useQuery({ ...useApi().binaries.detail(org, id), enabled: known === undefined })
  const found = detail.data?.state === 'live' ? displayName(detail.data.binary) : undefined
  const label = known ?? found ?? (detail.isPending ? 'Opening…' : 'File')
  return (
    <section className={styles['pane']} aria-label="Reading pane">
      <header className={styles['paneHead']}>
        <h2 title={label}>
          <bdi>{label}</bdi>
        </h2>
        <LinkButton
          size="s"
          variant="quiet"
          icon={Maximize2}
          to={paths.binary(org, id)}
          state={{ name: label }}
        >
          Open
        </LinkButton>
        <IconButton label="Close the reading pane" icon={X} onClick={onClose} />
      </header>
      <div className={styles['paneBody']}>{children}</div>
    </section>
  )
}
