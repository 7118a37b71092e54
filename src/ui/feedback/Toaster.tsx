import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Button } from '../controls/Button.tsx'
import { IconButton } from '../controls/IconButton.tsx'
import { Icon } from '../display/Icon.tsx'
import { toneIcons } from './Banner.tsx'
import { dismissToast, toasts, type ShownToast } from './toasts.ts'
import styles from './notices.module.css'

/** The region where toasts appear: once, in the shell. It is always there, so that screen readers hear what enters it. */
export function Toaster() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get)
  return (
    <section className={styles['toasts']} aria-label="Notifications">
      <div role="status" aria-live="polite" aria-relevant="additions">
        <List shown={shown.filter((message) => message.tone !== 'danger')} />
      </div>
      <div role="alert" aria-live="assertive" aria-relevant="additions">
        <List shown={shown.filter((message) => message.tone === 'danger')} />
      </div>
    </section>
  )
}

function List({ shown }: { shown: readonly ShownToast[] }) {
  return shown.map((message) => <ToastCard key={message.id} message={message} />)
}

function ToastCard({ message }: { message: ShownToast }) {
  const { id, tone, title, body, action } = message
  // Pointer or focus on the toast stops its timer, so that its button does not disappear under the user.
  const [held, setHeld] = useState(false)
  const life = message.durationMs ?? (action ? 10_000 : 6000)
  useEffect(() => {
    if (held || !Number.isFinite(life)) return
    const timer = setTimeout(() => dismissToast(id), life)
    return () => clearTimeout(timer)
  }, [held, life, id])
  return (
    <div
      className={styles['toast']}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={styles[`ink${tone}`]}>
        <Icon icon={toneIcons[tone]} size={18} />
      </span>
      <div className={styles['toastText']}>
        <p>{title}</p>
        {body !== undefined && <p>{body}</p>}
      </div>
      {action && (
        <Button
          size="s"
          onClick={() => {
            dismissToast(id)
            action.onAction()
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton size="s" label="Close" icon={X} onClick={() => dismissToast(id)} />
    </div>
  )
}
