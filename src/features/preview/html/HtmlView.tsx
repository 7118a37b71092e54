import { Printer, Search } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { FindBar } from '../parts/FindBar.tsx'
import { LinkQuestion } from '../parts/LinkQuestion.tsx'
import { Remarks } from '../parts/Remarks.tsx'
import { Reading } from '../parts/SourceView.tsx'
import { ViewerBar } from '../ViewerBar.tsx'
import { printPage, useDecodedPage, useSandboxedPage } from './use-sandboxed-page.ts'
import styles from './html.module.css'

export interface HtmlViewProps {
  /** Bytes in any encoding, or text. */
  html: Blob | string
  /** Of the label of the bytes. */
  charset?: string | undefined
  /** Whether it is labelled as XHTML, to be read by the rules of XML. */
  isXml?: boolean | undefined
  /** Files that stand beside it and are addressed as `cid:` and this name, as in mail. The same Map as long as it is the same page. */
  pictures?: ReadonlyMap<string, Blob> | undefined
  /** What it is called, for who can't see it. */
  name: string
  /** What to show where it can't be shown as a page; the reason is said above it. */
  instead?: ReactNode
  /** Where the controls go, Find and Print; there are none without. */
  bar?: HTMLElement | null | undefined
  /** Further controls behind them. */
  children?: ReactNode
}

const NONE: ReadonlyMap<string, Blob> = new Map()

/**
 * HTML as a page, in the sandbox: without its scripts, forms, frames and anything from elsewhere, which is told. It fills
 * what it stands in. Links ask before they open.
 */
export function HtmlView(props: HtmlViewProps) {
  const { html, charset } = props
  return typeof html === 'string' ? (
    <TextPage {...props} html={html} />
  ) : (
    <BytesPage {...props} blob={html} charset={charset} />
  )
}

function TextPage(props: HtmlViewProps & { html: string }) {
  const [kept, setKept] = useState(() => ({ html: props.html, blob: new Blob([props.html]) }))
  // One Blob for one text, since the frame begins afresh with each.
  if (kept.html !== props.html) setKept({ html: props.html, blob: new Blob([props.html]) })
  return <ShownPage {...props} text={kept.blob} encoding={undefined} problem={undefined} />
}

function BytesPage(props: HtmlViewProps & { blob: Blob }) {
  const { page, stop } = useDecodedPage(props.blob, props.charset)
  if (page === undefined) return <Reading label="Reading the page" onStop={stop} />
  if (typeof page === 'string') return <Instead reason={page} instead={props.instead} />
  return <ShownPage {...props} text={page.text} encoding={page.encoding} problem={page.problem} />
}

function ShownPage(
  props: HtmlViewProps & { text: Blob; encoding: string | undefined; problem: string | undefined },
) {
  const { text, isXml = false, pictures = NONE, name, encoding, problem, instead } = props
  const [asked, setAsked] = useState<string>()
  const [finding, setFinding] = useState(false)
  const page = { html: text, isXml, pictures, name }
  const { host, state, found, order, stop } = useSandboxedPage(page, setAsked)
  if (state.type === 'failed') return <Instead reason={state.reason} instead={instead} />
  const isShown = state.type === 'shown'
  const title = isShown ? state.title : ''
  const remarks = isShown ? state.remarks : []
  return (
    <>
      <ViewerBar bar={props.bar ?? null} label="Page">
        {title !== '' && (
          <span className={styles['title']} title={title}>
            {title}
          </span>
        )}
        {encoding !== undefined && <span className={styles['encoding']}>{encoding}</span>}
        {isShown && (
          <>
            <IconButton size="s" label="Find" icon={Search} onClick={() => setFinding(true)} />
            <IconButton size="s" label="Print" icon={Printer} onClick={() => printPage(page)} />
          </>
        )}
        {props.children}
      </ViewerBar>
      {finding && (
        <FindBar
          label="Find in this page"
          found={found.total === 0 ? 'Not found' : `${found.current} of ${found.total}`}
          onFind={(words) => order({ kind: 'find', text: words })}
          onStep={(by) => order({ kind: 'step', by })}
          onClose={() => {
            order({ kind: 'find', text: '' })
            setFinding(false)
          }}
        />
      )}
      <Remarks remarks={problem === undefined ? remarks : [problem, ...remarks]} />
      {!isShown && <Reading label="Laying out the page" onStop={stop} />}
      <div ref={host} className={styles['host']} hidden={!isShown} />
      <LinkQuestion address={asked} onClose={() => setAsked(undefined)} />
    </>
  )
}

function Instead({ reason, instead }: { reason: string; instead: ReactNode }) {
  return (
    <>
      <Banner tone="warning" title="This page is not shown as a page">
        {reason}
      </Banner>
      {instead}
    </>
  )
}
