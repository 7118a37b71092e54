import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import styles from './parts.module.css'

export interface LinkQuestionProps {
  /** As the content has it; `undefined` while nothing is asked. */
  address: string | undefined
  /** What the address is told with. */
  lead?: string | undefined
  /** Whether mail and telephone programs may be opened too. */
  programs?: boolean | undefined
  onClose: () => void
}

/**
 * Asks before a link of a stored content opens, with its whole address, since what is written there may say something
 * else. What may not be opened is only told.
 */
export function LinkQuestion({ address, lead, programs = false, onClose }: LinkQuestionProps) {
  const url = address === undefined ? undefined : outsideAddress(address, programs)
  const isPage = url !== undefined && WEB.has(url.protocol)
  return (
    <Dialog
      title={
        url === undefined
          ? 'Where this link leads'
          : isPage
            ? 'Open a page outside?'
            : 'Open another program?'
      }
      open={address !== undefined}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button autoFocus onClick={onClose}>
            {url === undefined ? 'Close' : 'Cancel'}
          </Button>
          {url !== undefined && (
            <Button
              variant="primary"
              onClick={() => {
                window.open(url.href, '_blank', 'noopener,noreferrer')
                onClose()
              }}
            >
              Open {isPage ? url.host : url.pathname.slice(0, 60)}
            </Button>
          )}
        </>
      }
    >
      <p>
        {url === undefined
          ? 'It does not lead to a page of the web, so it is not followed:'
          : (lead ?? 'The document leads to a page that is not part of it:')}
      </p>
      <p className={styles['address']}>
        <bdi>{url?.href ?? address}</bdi>
      </p>
    </Dialog>
  )
}

const WEB = new Set(['https:', 'http:'])
const PROGRAMS = new Set(['mailto:', 'tel:'])

/** Where a link may lead when the reader says so; `undefined` for scripts, files and all else. */
export function outsideAddress(address: string | undefined, programs: boolean): URL | undefined {
  const url = address === undefined ? null : URL.parse(address)
  if (url === null) return undefined
  return WEB.has(url.protocol) || (programs && PROGRAMS.has(url.protocol)) ? url : undefined
}
