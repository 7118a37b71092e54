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
