import { useState } from 'react'
import { ranked } from '#lib/text/rank.ts'
import { offeredCommands, type Command } from '#ui/commands.ts'
import { Kbd } from '#ui/display/Badge.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { PickOne } from '#ui/PickOne.tsx'
import styles from './palette.module.css'

/** Every page and every action by its name. */
export function Palette({ also, onClose }: { also: readonly Command[]; onClose: () => void }) {
  // Taken when it opens, so that options do not move under the pointer.
  const [all] = useState(() => [...offeredCommands(), ...also])
  const [typed, setTyped] = useState('')
  const found = ranked(all, typed, ({ label, group }) => `${label} ${group}`)
  const run = (command: Command) => {
    onClose()
    command.run()
  }
  return (
    <Dialog open title="Commands" onClose={onClose}>
      <PickOne
        label="Command"
        listLabel="Commands"
        placeholder="Type what you want to do"
        typed={typed}
        onTyped={setTyped}
        options={found}
        keyOf={({ id }) => id}
        onPick={run}
      >
        {({ icon, label, group, keys }) => (
          <>
            {icon !== undefined && <Icon icon={icon} size={16} />}
            <span className={styles['label']}>{label}</span>
            <span className={styles['group']}>{group}</span>
            {keys !== undefined && (
              <span className={styles['keys']}>
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </span>
            )}
          </>
        )}
      </PickOne>
      {found.length === 0 && <p role="status">No matching command</p>}
    </Dialog>
  )
}
