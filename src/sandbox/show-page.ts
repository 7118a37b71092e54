import type { ReadPage } from './read-page.ts'

/**
 * Puts a page that was read into this document. Its links are asked about by the page around the frame: they hold no
 * address here, so that neither a middle click nor dragging one opens anything.
 */
export function showPage(page: ReadPage, onLink: (address: string) => void): void {
  const own = document.createElement('style')
  own.textContent = OWN
  const { documentElement: root, body } = document
  document.head.replaceChildren(own, ...page.styles.map(styleOf))
  document.title = page.title
  for (const [target, attributes] of [
    [root, page.root],
    [body, page.body],
  ] as const) {
    for (const [name, value] of attributes) target.setAttribute(name, value)
  }
  body.replaceChildren(page.content)
  const follow = (event: Event) => {
    const link = event.target instanceof Element ? event.target.closest('[role=link]') : null
    const address = link && page.links.get(link)
    if (address === null || address === undefined) return
    event.preventDefault()
    if (address.startsWith('#')) goTo(address.slice(1))
    else onLink(address)
  }
  body.addEventListener('click', follow)
  body.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') follow(event)
  })
}

/** Its rules come before those of the page, and weigh nothing. */
const OWN = `
  :where(html) { color-scheme: light; background: #fff; color: #000; }
  :where(body) { margin: 12px; overflow-wrap: break-word; }
  :where([role=link]) { color: #00579b; text-decoration: underline; cursor: pointer; }
  :where([role=link]):focus-visible { outline: 2px solid #0a5c68; outline-offset: 2px; }
  :where([data-missing]) { display: inline-block; box-sizing: border-box; max-width: 100%; padding: 2px 6px; border: 1px dashed #777;
    color: #444; background: #f4f4f4; font: 13px sans-serif; }
  @media (width < 500px) { :where(html) { padding-inline: 8px; } }
  ::highlight(found) { background: #f7dd72; color: #000; }
  ::highlight(current) { background: #823a00; color: #fff; }
  @media print { :where([data-missing]) { background: none; } }
`

function styleOf(css: string): HTMLStyleElement {
  const style = document.createElement('style')
  style.textContent = css
  return style
}

function goTo(id: string): void {
  let name = id
  try {
    name = decodeURIComponent(id)
  } catch {
    // As it stands, then.
  }
  if (name === '' || name === 'top') scrollTo(0, 0)
  else document.getElementById(name)?.scrollIntoView()
}
