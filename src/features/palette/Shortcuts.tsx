import { Kbd } from '#ui/display/Badge.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import styles from './palette.module.css'

/** @param props.level the heading's, by where the list stands */
export function ShortcutList({ level: Heading }: { level: 'h2' | 'h3' }) {
  return SHORTCUTS.map(({ where, keys }) => (
    <section key={where}>
      <Heading>{where}</Heading>
      <table className={styles['shortcuts']}>
        <tbody>
          {keys.map((shortcut) => (
            <tr key={shortcut.does}>
              <th scope="row">{shortcut.does}</th>
              <td>
                {shortcut.keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  ))
}

/** The list of shortcuts, over whatever page is open. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open title="Keyboard shortcuts" onClose={onClose}>
      <ShortcutList level="h3" />
    </Dialog>
  )
}

/** Every key that does something of ours, in the words of who presses it. */
const SHORTCUTS: { where: string; keys: { keys: string[]; does: string }[] }[] = [
  {
    where: 'Anywhere',
    keys: [
      { keys: ['Ctrl', 'K'], does: 'Open the commands (⌘ K on a Mac)' },
      { keys: ['/'], does: 'Find a file by its name, patient or id' },
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
      { keys: ['Ctrl', 'A'], does: 'Select all rows, loading the rest' },
      { keys: ['Enter'], does: 'Open the file' },
    ],
  },
  {
    where: 'One file on its own page',
    keys: [
      { keys: ['J'], does: 'Next file of the list that led here' },
      { keys: ['K'], does: 'Previous file of the list' },
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
