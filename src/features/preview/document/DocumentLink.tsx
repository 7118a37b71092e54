import { useState, type ReactNode } from 'react'
import { LinkQuestion, outsideAddress } from '../parts/LinkQuestion.tsx'
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
  const url = outsideAddress(href, true)
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
  const [asked, setAsked] = useState<string>()
  return (
    <>
      <button
        type="button"
        className={styles['link']}
        title={url.href}
        onClick={() => setAsked(url.href)}
      >
        {children}
      </button>
      <LinkQuestion
        address={asked}
        lead="The document leads to what is not part of it:"
        programs
        onClose={() => setAsked(undefined)}
      />
    </>
  )
}
