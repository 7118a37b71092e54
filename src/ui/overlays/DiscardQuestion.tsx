import { useSyncExternalStore } from 'react'
import { Button } from '../controls/Button.tsx'
import { question } from '../unsaved.ts'
import { Dialog } from './Dialog.tsx'

/** The question of `askToDiscard`: once, around every page. */
export function DiscardQuestion() {
  const asked = useSyncExternalStore(question.subscribe, question.get)
  const keep = () => question.set(undefined)
  return (
    <Dialog
      title="Discard changes?"
      role="alertdialog"
      size="s"
      open={asked !== undefined}
      onClose={keep}
      footer={
        <>
          <Button variant="primary" autoFocus onClick={keep}>
            Keep editing
          </Button>
          <Button
            variant="danger"
            onClick={() => {
              keep()
              asked?.discard()
            }}
          >
            Discard
          </Button>
        </>
      }
    >
      <p>What you typed or chose here is not saved yet.</p>
    </Dialog>
  )
}
