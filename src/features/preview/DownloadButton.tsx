import { useQueryClient } from '@tanstack/react-query'
import { Download, X } from 'lucide-react'
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import { useApi } from '#api/context.tsx'
import { isAbort } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSize, displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { formatBytes } from '#lib/format.ts'
import { isolate } from '#lib/isolate.ts'
import { useCommands } from '#ui/commands.ts'
import { Button, type ButtonVariant } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { saveAs } from '#ui/save-as.ts'
import { downloadName } from './download-name.ts'
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
  const { running, loaded, share, start, stop } = useDownload(props)
  const described = useId()
  const label = `Download ${isolate(displayName(props.binary))}`
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
      {running && loaded > 0 && (
        <>
          <span className={styles['progress']}>
            {formatBytes(loaded)}
            <ProgressBar label="Downloading" value={share} />
          </span>
          <IconButton size="s" label="Stop" icon={X} onClick={stop} />
        </>
      )}
    </span>
  )
}

/**
 * Fetches the original with the session's token (which never stands in an address), and gives it to the browser to
 * save. What the preview has loaded already is not loaded again.
 */
function useDownload({ org, id, versionId, binary }: DownloadButtonProps) {
  const { binaries } = useApi()
  const queryClient = useQueryClient()
  const [running, setRunning] = useState<AbortController>()
  const loading = useRef<AbortController>(undefined)
  const of = { org, id, versionId }
  const progress = useSyncExternalStore(binaries.contentProgress.subscribe, () =>
    binaries.contentProgress.get(of),
  )
  useEffect(() => () => loading.current?.abort(), [])

  function start() {
    const controller = new AbortController()
    loading.current = controller
    setRunning(controller)
    binaries
      .loadContent(queryClient, of, controller.signal)
      .then(({ blob, contentType }) => saveAs(blob, downloadName(binary, contentType)))
      .catch((error: unknown) => {
        if (controller.signal.aborted || isAbort(error)) return
        const { title, advice } = explainError(error)
        const action = { label: 'Try again', onAction: start }
        toast({ tone: 'danger', title: `Download failed: ${title}`, body: advice, action })
      })
      .finally(() => setRunning((now) => (now === controller ? undefined : now)))
  }
  const total = progress?.total ?? contentSize(binary)
  return {
    running: running !== undefined,
    /** Bytes. */
    loaded: progress?.loaded ?? 0,
    /** 0 to 1, where the size is known. */
    share:
      progress === undefined || total === undefined
        ? undefined
        : progress.loaded / Math.max(1, total),
    start,
    stop: () => {
      running?.abort()
      setRunning(undefined)
    },
  }
}
