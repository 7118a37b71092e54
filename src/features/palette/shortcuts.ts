/** Every key that does something of ours, in the words of who presses it. */
export const SHORTCUTS: { where: string; keys: { keys: string[]; does: string }[] }[] = [
  {
    where: 'Anywhere',
    keys: [
      { keys: ['Ctrl', 'K'], does: 'Open the commands (⌘ K on a Mac)' },
      { keys: ['/'], does: 'Go to “Open by id”' },
      { keys: ['?'], does: 'Show this list' },
      { keys: ['Esc'], does: 'Close a dialog, a menu or the reading pane' },
    ],
  },
  {
    where: 'List of Binaries',
    keys: [
      { keys: ['↑', '↓', '←', '→'], does: 'Move from cell to cell' },
      {
        keys: ['Home', 'End'],
        does: 'First or last cell of the row; with Ctrl, of the whole list',
      },
      { keys: ['Page ↑', 'Page ↓'], does: 'A screen up or down' },
      { keys: ['Space'], does: 'Select the row; with Shift, all rows up to it' },
      { keys: ['Ctrl', 'A'], does: 'Select all loaded rows' },
      { keys: ['Enter'], does: 'Open the file' },
    ],
  },
  {
    where: 'Preview of an image',
    keys: [
      { keys: ['+', '−', '0'], does: 'Larger, smaller, fit' },
      { keys: ['↑', '↓', '←', '→'], does: 'Move the picture' },
    ],
  },
]
