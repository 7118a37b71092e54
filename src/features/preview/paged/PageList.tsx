import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { cx } from '#ui/cx.ts'
import { useBitmap } from './CanvasPicture.tsx'
import type { OpenedPages, PageClient } from './pages.ts'
import styles from './paged.module.css'

/** CSS pixels of a page in the list, with its number. */
const ROW = 148
const SMALL = 96
/** Milliseconds that a page stays in view before it is drawn: what is scrolled past is not. */
const PATIENCE = 150

/** All pages in small, each drawn once it is in view. */
export function PageList(props: {
  client: PageClient
  pages: OpenedPages
  current: number
  onPage: (index: number) => void
}) {
  const { client, pages, current, onPage } = props
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: pages.names.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 2,
  })
  useEffect(() => {
    virtual.scrollToIndex(current)
  }, [virtual, current])
  return (
    <nav ref={scroller} className={styles['list']} aria-label="Pages">
      <div className={styles['rows']} style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <button
            key={index}
            type="button"
            className={cx(styles['small'], index === current && styles['current'])}
            style={{ blockSize: ROW, transform: `translateY(${start}px)` }}
            aria-label={`Page ${index + 1}${nameOf(pages, index)}`}
            aria-current={index === current ? 'page' : undefined}
            title={pages.names[index]}
            onClick={() => onPage(index)}
          >
            <SmallPage client={client} index={index} />
            <span className={styles['number']}>
              {index + 1}
              {nameOf(pages, index)}
            </span>
          </button>
        ))}
      </div>
    </nav>
  )
}

function nameOf({ names }: OpenedPages, index: number): string {
  const name = names[index]
  return name === undefined || name === '' ? '' : `: ${name}`
}

const turns = new WeakMap<PageClient, Promise<unknown>>()

/** One page in small after the other: the page that somebody turns to then waits for one of them at most. */
async function inTurn(client: PageClient, isWanted: () => boolean, index: number) {
  const made = (turns.get(client) ?? Promise.resolve())
    .catch(() => undefined)
    .then(() => (isWanted() ? client.call('small', index) : undefined))
  turns.set(client, made)
  return made
}

type Small = { picture: ImageBitmap; width: number; height: number } | 'failed'

function SmallPage({ client, index }: { client: PageClient; index: number }) {
  const [small, setSmall] = useState<Small>()
  useEffect(() => {
    let current = true
    let picture: ImageBitmap | undefined
    const timer = setTimeout(() => {
      const wanted = () => current
      inTurn(client, wanted, index).then(
        (made) => {
          if (made === undefined) return
          picture = made.picture
          if (!current) return picture.close()
          const { width } = picture
          const height = picture.height * made.tallness
          const scale = SMALL / Math.max(width, height)
          setSmall({ picture, width: width * scale, height: height * scale })
        },
        () => current && setSmall('failed'),
      )
    }, PATIENCE)
    return () => {
      current = false
      clearTimeout(timer)
      picture?.close()
    }
  }, [client, index])
  const canvas = useBitmap(small === 'failed' ? undefined : small?.picture)
  if (small === 'failed') return <span className={styles['broken']}>Can’t be shown</span>
  return (
    <canvas
      ref={canvas}
      className={styles['smallPicture']}
      style={
        small === undefined
          ? { inlineSize: SMALL * 0.75, blockSize: SMALL }
          : { inlineSize: small.width, blockSize: small.height }
      }
    />
  )
}
