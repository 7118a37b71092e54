import { useState, type ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import styles from './mail.module.css'

/** An address in a mail: it is shown whole and opened only when the reader says so. @param href http or https */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  return (
    <>
      {/* Not a button, which no line can break in; without an address, which a middle click would open unasked. */}
      <span
        role="link"
        tabIndex={0}
        className={styles['link']}
        title={href}
        onClick={() => setAsking(true)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // Else the same press would answer the question.
          event.preventDefault()
          setAsking(true)
        }}
      >
        {children}
      </span>
      <Dialog
        title="Open a page outside?"
        open={asking}
        size="s"
        onClose={close}
        footer={
          <>
            <Button autoFocus onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              onClick={() => {
                window.open(href, '_blank', 'noopener,noreferrer')
                close()
              }}
            >
              Open {new URL(href).host}
            </Button>
          </>
        }
      >
        <p>
          This mail leads to a page outside. Whoever sent it may learn from the address that it was
          read:
        </p>
        <p className={styles['outside']}>
          <bdi>{href}</bdi>
        </p>
      </Dialog>
    </>
  )
}
