import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { blocksOf, numbered, pagesOf, piecesOf } from './mail-text.ts'
import { OutsideLink } from './OutsideLink.tsx'
import styles from './mail.module.css'

/** Pages that are added at a step; what a click on "Show more" lays out takes well under a tenth of a second. */
const STEP = 5

/** The text of a mail: quotes set off by their depth, addresses as links that ask, long texts in steps. */
export function MailText({ text, label }: { text: string; label: string }) {
  const [seen, setSeen] = useState({ text, count: 1 })
  const count = seen.text === text ? seen.count : 1
  const pages = pagesOf(text)
  const left = pages.slice(count).reduce((sum, page) => sum + page.length, 0)
  return (
    <section className={styles['text']} aria-label={label}>
      {text.trim() === '' && <p className={styles['quiet']}>The text is empty.</p>}
      {numbered(pages.slice(0, count)).map(({ at, entry }) => (
        <TextPage key={at} page={entry} />
      ))}
      {left > 0 && (
        <div className={styles['more']}>
          <Button size="s" onClick={() => setSeen({ text, count: count + STEP })}>
            Show more
          </Button>
          <span role="status">{left.toLocaleString()} characters are not shown yet</span>
        </div>
      )}
    </section>
  )
}

function TextPage({ page }: { page: string }) {
  return numbered(blocksOf(page)).map(({ at, entry: { depth, text } }) => {
    const pieces = numbered(piecesOf(text)).map(({ at: place, entry: piece }) =>
      piece.href === undefined ? (
        piece.text
      ) : (
        <OutsideLink key={place} href={piece.href}>
          {piece.text}
        </OutsideLink>
      ),
    )
    // No paragraph, since the question of a link stands in it.
    const content = (
      <div key={at} dir="auto" className={styles['lines']}>
        {pieces}
      </div>
    )
    if (depth === 0) return content
    return (
      <blockquote key={at} data-depth={Math.min(depth, 4)}>
        {content}
      </blockquote>
    )
  })
}
