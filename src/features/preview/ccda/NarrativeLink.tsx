import { useState, type ReactNode } from 'react'
import { LinkQuestion, outsideAddress } from '../parts/LinkQuestion.tsx'
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
  const url = outsideAddress(href, false)
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
  const [asked, setAsked] = useState<string>()
  return (
    <>
      <button type="button" className={styles['link']} onClick={() => setAsked(url.href)}>
        {children}
      </button>
      <LinkQuestion address={asked} onClose={() => setAsked(undefined)} />
    </>
  )
}
