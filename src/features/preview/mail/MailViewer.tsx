import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Reading, SourceSwitch, SourceView, useProblem } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { MailboxList } from './MailboxList.tsx'
import { MailView, usualForm, type BodyForm } from './MailView.tsx'
import { useMail } from './use-mail.ts'
import documentStyles from '../parts/document.module.css'
import styles from './mail.module.css'

/** Mail of the Internet, mailboxes of it, and Outlook's messages: read, never run, and nothing loaded from elsewhere. */
export function MailViewer(props: ViewerProps) {
  const { mail, select, wanted, problem, stop } = useMail(props.blob, props.kind)
  const [source, setSource] = useState(false)
  const [chosen, setChosen] = useState<BodyForm>()
  useProblem(problem, props.onProblem)
  if (problem) return null
  const message = mail?.shown.message
  const form = chosen ?? usualForm(message?.bodies ?? [])
  const hasBoth = message?.bodies.some(({ text, html }) => text !== undefined && html !== undefined)
  const encodings = [...new Set(message?.bodies.flatMap((body) => body.encodings))]
  return (
    <>
      <ViewerBar bar={props.bar} label="Mail">
        {encodings.length > 0 && (
          <span className={documentStyles['encoding']}>{encodings.join(', ')}</span>
        )}
        {hasBoth === true && !source && <FormSwitch form={form} onChange={setChosen} />}
        {mail && props.kind === 'mail' && (
          <SourceSwitch label="Message" source={source} onChange={setSource} />
        )}
      </ViewerBar>
      {mail === undefined && <Reading label="Reading the message" onStop={stop} />}
      {mail && source && <SourceView {...props} />}
      {mail && !source && (
        <div className={documentStyles['scroller']}>
          {mail.file.remarks.map((remark) => (
            <Banner key={remark} tone="warning" title={remark} />
          ))}
          {mail.file.entries.length > 1 && (
            <MailboxList
              entries={mail.file.entries}
              current={mail.shown.index}
              wanted={wanted}
              onSelect={(index) => void select(index)}
            />
          )}
          <MailView key={mail.shown.index} mail={mail.shown} form={form} />
        </div>
      )}
    </>
  )
}

function FormSwitch(props: { form: BodyForm; onChange: (form: BodyForm) => void }) {
  const { form, onChange } = props
  return (
    <div role="group" aria-label="Show the text as" className={styles['switch']}>
      <Button
        size="s"
        variant="quiet"
        aria-pressed={form === 'text'}
        onClick={() => onChange('text')}
      >
        Text
      </Button>
      <Button
        size="s"
        variant="quiet"
        aria-pressed={form === 'page'}
        onClick={() => onChange('page')}
      >
        Web page
      </Button>
    </div>
  )
}
