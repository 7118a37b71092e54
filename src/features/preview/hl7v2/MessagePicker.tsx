import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { readHeader } from '#formats/hl7v2/message-header.ts'
import type { Hl7Message, Hl7Part } from '#formats/hl7v2/read-messages.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import styles from './hl7.module.css'

/** Messages that a list offers by name; with more, one goes by steps. */
const LISTED = 500

/** One message at a time, and the way to the others where a batch has several. */
export function MessagePicker(props: {
  messages: readonly Hl7Message[]
  /** Of the file: another file begins at its first message. */
  parts: readonly Hl7Part[]
  children: (message: Hl7Message) => ReactNode
}) {
  const { messages, parts, children } = props
  const [at, setAt] = useState({ parts, index: 0 })
  const index = at.parts === parts ? at.index : 0
  const message = messages[index]
  const go = (wanted: number) => setAt({ parts, index: wanted })
  if (message === undefined) return <p className={styles['empty']}>The file holds no message.</p>
  return (
    <>
      {messages.length > 1 && (
        <div className={styles['picker']} role="group" aria-label="Messages">
          <IconButton
            size="s"
            label="Previous message"
            icon={ChevronLeft}
            disabledReason={index === 0 ? 'This is the first message.' : undefined}
            onClick={() => go(index - 1)}
          />
          <span role="status">
            Message {index + 1} of {messages.length}
          </span>
          <IconButton
            size="s"
            label="Next message"
            icon={ChevronRight}
            disabledReason={index === messages.length - 1 ? 'This is the last message.' : undefined}
            onClick={() => go(index + 1)}
          />
          {messages.length <= LISTED && (
            <SelectField
              label="Message"
              hideLabel
              value={String(index)}
              options={messages.map((one, number) => ({
                value: String(number),
                label: nameOf(one, number),
              }))}
              onChange={(value) => go(Number(value))}
            />
          )}
        </div>
      )}
      {children(message)}
    </>
  )
}

function nameOf(message: Hl7Message, number: number): string {
  const { type, patient, controlId } = readHeader(message)
  const parts = [type, patient?.name ?? patient?.id, controlId]
  return `${number + 1}: ${parts.filter((part) => part !== undefined).join(', ')}`
}
