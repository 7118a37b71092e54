/**
 * The path below which the console is served, such as `/files`; '' at the root of its origin. The server writes it into
 * the page; on a static host, which does not, the console is at the root.
 */
export function basePath(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="binnacle-base"]')
  return meta?.content ?? ''
}
