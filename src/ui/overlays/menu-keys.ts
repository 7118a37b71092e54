/**
 * Where a key leads in a menu, as the ARIA menu pattern says.
 *
 * @param current the focused item, or -1
 * @returns the item to focus, or `undefined` when the key is not the menu's
 */
export function nextItem(
  labels: readonly string[],
  current: number,
  key: string,
): number | undefined {
  const count = labels.length
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return (current + 1) % count
    case 'ArrowUp':
      return current <= 0 ? count - 1 : current - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return byLetter(labels, current, key)
  }
}

function byLetter(labels: readonly string[], current: number, key: string): number | undefined {
  if (key.length > 2 || key === ' ') return undefined
  const wanted = key.toLocaleLowerCase()
  for (let step = 1; step <= labels.length; step += 1) {
    const at = (Math.max(current, -1) + step) % labels.length
    if (labels[at]?.trim().toLocaleLowerCase().startsWith(wanted) === true) return at
  }
  return undefined
}
