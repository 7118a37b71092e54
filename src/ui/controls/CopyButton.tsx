import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { announce } from '../feedback/announcer.tsx'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'

/**
 * Copies a text and says so, also where the browser forbids it.
 *
 * @param label what is copied, "Copy checksum"; `iconOnly` shows the sign alone
 */
export function CopyButton(props: { text: string; label: string; iconOnly?: boolean | undefined }) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    const done = await writeClipboard(props.text)
    setCopied(done)
    announce(done ? 'Copied' : 'The browser did not allow copying')
  }
  const icon = copied ? Check : Copy
  if (props.iconOnly === true) {
    return <IconButton size="s" label={props.label} icon={icon} onClick={() => void copy()} />
  }
  return (
    <Button size="s" variant="quiet" icon={icon} onClick={() => void copy()}>
      {props.label}
    </Button>
  )
}

/** The clipboard is missing on plain http and may be refused by policy: neither is an error of the page. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
