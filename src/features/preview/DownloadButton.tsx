import { Download, X } from 'lucide-react'
import { useId } from 'react'
import { displayName } from '#fhir/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { formatBytes } from '#lib/format-bytes.ts'
import { useCommands } from '#ui/commands.ts'
import { Button, type ButtonVariant } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { ProgressBar } from '#ui/display/ProgressBar.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { useDownload } from './use-download.ts'
import styles from './download.module.css'

export interface DownloadButtonProps {
  org: string
  id: string
  versionId: string | undefined
  /** That version, without its content: its name and type are the file's. */
  binary: Binary
  /** Of which, where there are several: spoken after the name. */
  describe?: string | undefined
  /** "Download" unless told. */
  label?: string | undefined
  variant?: ButtonVariant | undefined
  size?: 's' | 'm' | undefined
  /** Whether the palette offers it too. */
  isCommand?: boolean | undefined
}

/** Saves the original bytes under the file's own name, with its progress while that takes time. */
export function DownloadButton(props: DownloadButtonProps) {
  const { progress, start, stop } = useDownload(props)
  const running = progress !== undefined
  const described = useId()
  const label = `Download ${displayName(props.binary)}`
  const command = { id: 'download', label, group: 'Actions', icon: Download, run: start }
  useCommands(props.isCommand === true ? [command] : [])
  return (
    <span className={styles['download']}>
      <Button
        icon={Download}
        variant={props.variant}
        size={props.size}
        busy={running}
        aria-describedby={props.describe === undefined ? undefined : described}
        onClick={start}
      >
        {props.label ?? 'Download'}
      </Button>
      {props.describe !== undefined && (
        <VisuallyHidden id={described} hidden>
          {props.describe}
        </VisuallyHidden>
      )}
      {running && progress.loaded > 0 && (
        <>
          <span className={styles['progress']}>
            {formatBytes(progress.loaded)}
            <ProgressBar label="Downloading" value={progress.share} />
          </span>
          <IconButton size="s" label="Stop" icon={X} onClick={stop} />
        </>
      )}
    </span>
  )
}
