import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import styles from './html.module.css'

/**
 * Asks before a link of a stored page opens, with its whole address, since what is written on the page may say something
 * else. What is no web page is only told.
 */
export function LinkQuestion({
  address,
  onClose,
}: {
  address: string | undefined
  onClose: () => void
}) {
  const url = address === undefined ? undefined : webAddress(address)
  return (
    <Dialog
      title={url === undefined ? 'Where this link leads' : 'Open a page outside?'}
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
              Open {url.host}
            </Button>
          )}
        </>
      }
    >
      <p>
        {url === undefined
          ? 'It does not lead to a page of the web, so it is not followed:'
          : 'The document leads to a page that is not part of it:'}
      </p>
      <p className={styles['address']}>{url?.href ?? address}</p>
    </Dialog>
  )
}

function webAddress(address: string): URL | undefined {
  const url = URL.parse(address)
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined
}
