import { useState, type ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { useAround } from './document-context.ts'
import styles from './inline.module.css'

/**
 * A link of a document. One to a place in it goes there; one to a page, an address or a telephone asks first, since a
 * document must not send anybody anywhere unasked; anything else stays text.
 */
export function DocumentLink({ href, children }: { href: string; children: ReactNode }) {
  const { goToAnchor } = useAround()
  if (href.startsWith('#')) {
    return (
      <button type="button" className={styles['link']} onClick={() => goToAnchor(href.slice(1))}>
        {children}
      </button>
    )
  }
  const url = outsideAddress(href)
  if (url === undefined) {
    return (
      <>
        {children}
        <span className={styles['remark']}>(link not followed: {href.slice(0, 200)})</span>
      </>
    )
  }
  return <OutsideLink url={url}>{children}</OutsideLink>
}

function OutsideLink({ url, children }: { url: URL; children: ReactNode }) {
  const [asking, setAsking] = useState(false)
  const isPage = url.protocol === 'http:' || url.protocol === 'https:'
  return (
    <>
      <button
        type="button"
        className={styles['link']}
        title={url.href}
        onClick={() => setAsking(true)}
      >
        {children}
      </button>
      <Dialog
        title={isPage ? 'Open a page outside?' : 'Open another program?'}
        open={asking}
        size="s"
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button autoFocus onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button
              variant="primary"
              onClick={() => {
                window.open(url.href, '_blank', 'noopener,noreferrer')
                setAsking(false)
              }}
            >
              Open {isPage ? url.host : url.pathname.slice(0, 60)}
            </Button>
          </>
        }
      >
        <p>The document leads to what is not part of it:</p>
        <p className={styles['address']}>{url.href}</p>
      </Dialog>
    </>
  )
}

const OUTSIDE = new Set(['https:', 'http:', 'mailto:', 'tel:'])

function outsideAddress(href: string): URL | undefined {
  if (!URL.canParse(href)) return undefined
  const url = new URL(href)
  return OUTSIDE.has(url.protocol) ? url : undefined
}
