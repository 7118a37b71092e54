import { withoutComments } from '#formats/svg/style-rules.ts'

/** A field shows what was filled in, and takes nothing. */
export function calmControl(element: Element, source: Element): void {
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    element.readOnly = true
    if (
      /^(checkbox|radio|range|color|date|time|month|week|datetime-local|button|submit|reset)$/.test(
        element.type,
      )
    ) {
      element.disabled = true
    }
  } else if (element instanceof HTMLSelectElement) element.disabled = true
  else return
  // Where the page has no label, it still has to be told what this is.
  const { labels } = source as HTMLInputElement
  if ((labels?.length ?? 0) === 0 && !element.hasAttribute('aria-label')) {
    element.setAttribute('aria-label', source.getAttribute('name') ?? 'Field')
  }
}

/**
 * Takes addresses out of a style sheet, letters written as escapes too, so that no request is even tried: the policy of
 * the sandbox page is what refuses them however they are written.
 *
 * @param onOutside is told each address that is not inside the sheet itself
 */
export function calmStyle(css: string, onOutside: (address: string) => void): string {
  return withoutComments(css)
    .replaceAll(/\\0{0,4}(4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])\s?/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replaceAll(/\\(?=[g-z])/gi, '')
    .replaceAll(/@import\b[^;{}]*;?/gi, (rule) => {
      onOutside(/["'(]\s*["']?([^"')]*)/.exec(rule)?.[1] ?? '')
      return ''
    })
    .replaceAll(
      /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)/gi,
      (whole, double, single, bare) => {
        const address = String(double ?? single ?? bare ?? '').trim()
        if (
          /^data:(image\/(png|jpe?g|gif|webp|bmp)|font\/|application\/(x-)?font)/i.test(address)
        ) {
          return whole
        }
        if (!address.startsWith('#') && address !== '') onOutside(address)
        return 'none'
      },
    )
    .replaceAll(/(?:-webkit-)?image-set\s*\(/gi, 'none(')
}
