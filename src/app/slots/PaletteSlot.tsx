/** The command palette and the list of shortcuts, over every page. */
export function PaletteSlot() {
  return null
}
