import { useState, type ReactNode } from 'react'
import { LinkQuestion } from '../parts/LinkQuestion.tsx'
import styles from './mail.module.css'

/** An address in a mail: it is shown whole and opened only when the reader says so. @param href http or https */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const [asked, setAsked] = useState<string>()
  return (
    <>
      {/* Not a button, which no line can break in; without an address, which a middle click would open unasked. */}
      <span
        role="link"
        tabIndex={0}
        className={styles['link']}
        title={href}
        onClick={() => setAsked(href)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // Else the same press would answer the question.
          event.preventDefault()
          setAsked(href)
        }}
      >
        {children}
      </span>
      <LinkQuestion
        address={asked}
        lead="This mail leads to a page outside. Whoever sent it may learn from the address that it was read:"
        onClose={() => setAsked(undefined)}
      />
    </>
  )
}
