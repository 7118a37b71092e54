/** Pixels between a popover and its anchor, and between it and the window's edge. */
const gap = 4
const margin = 8

/**
 * Positions a popover below its anchor, or above it where there is no room below, and never outside the window.
 *
 * @param align which edges meet; `center` for a tooltip
 */
export function positionBeside(
  floating: HTMLElement,
  anchor: Element,
  align: 'start' | 'center' | 'end',
): void {
  const at = anchor.getBoundingClientRect()
  const size = floating.getBoundingClientRect()
  const { clientWidth, clientHeight } = document.documentElement
  const below = at.bottom + gap
  const fits = below + size.height <= clientHeight - margin
  const top = fits ? below : Math.max(margin, at.top - gap - size.height)
  const left = {
    start: at.left,
    center: at.left + (at.width - size.width) / 2,
    end: at.right - size.width,
  }[align]
  floating.style.top = `${top}px`
  floating.style.left = `${Math.max(margin, Math.min(left, clientWidth - size.width - margin))}px`
}
