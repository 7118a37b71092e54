import { useState, type ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import styles from './ccda.module.css'

/**
 * A link of a stored document. One to a place in the document goes there; one to a web page asks first, since a document
 * must not send anybody anywhere unasked; anything else stays text.
 */
export function NarrativeLink(props: {
  href: string | undefined
  prefix: string
  children: ReactNode
}) {
  const { href, prefix, children } = props
  if (href?.startsWith('#') === true) {
    const target = `${prefix}-${href.slice(1)}`
    return (
      <button
        type="button"
        className={styles['link']}
        onClick={() => document.getElementById(target)?.scrollIntoView({ block: 'center' })}
      >
        {children}
      </button>
    )
  }
  const url = webAddress(href)
  if (url === undefined) {
    return (
      <>
        {children}
        {href !== undefined && (
          <span className={styles['name']}> (link not followed: {href.slice(0, 200)})</span>
        )}
      </>
    )
  }
  return <OutsideLink url={url}>{children}</OutsideLink>
}

function OutsideLink({ url, children }: { url: URL; children: ReactNode }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <button type="button" className={styles['link']} onClick={() => setAsking(true)}>
        {children}
      </button>
      <Dialog
        title="Open a page outside?"
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
              Open {url.host}
            </Button>
          </>
        }
      >
        <p>The document leads to a page that is not part of it:</p>
        <p className={styles['address']}>{url.href}</p>
      </Dialog>
    </>
  )
}

function webAddress(href: string | undefined): URL | undefined {
  if (href === undefined || !URL.canParse(href)) return undefined
  const url = new URL(href)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined
}
