import { Kbd } from '#ui/display/Kbd.tsx'
import { SHORTCUTS } from './shortcuts.ts'
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
