import { useEffect, useEffectEvent, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { SecretField } from '#ui/SecretField.tsx'
import type { Problem, SourceViewerProps } from '../viewer.ts'
import { OpenPdf } from './OpenPdf.tsx'
import { usePdf } from './use-pdf.ts'
import styles from './pdf.module.css'

/** A PDF by pdf.js: its pages with selectable text, form values and notes. Nothing in it runs, and no link opens by itself. */
export function PdfViewer(props: SourceViewerProps) {
  const pdf = usePdf(props.source)
  const report = useEffectEvent(props.onProblem)
  const failure = pdf.state === 'failed' ? pdf.error : undefined
  useEffect(() => {
    if (failure !== undefined) report(explain(failure))
  }, [failure])
  switch (pdf.state) {
    case 'opening':
      return <Skeleton lines={14} label="Opening the PDF" />
    case 'locked':
      return <Password wrong={pdf.wrong} onOpen={pdf.open} />
    case 'open':
      return <OpenPdf bar={props.bar} pdf={pdf.pdf} facts={pdf.facts} name={props.name} />
    case 'failed':
      return null
  }
}

function Password({ wrong, onOpen }: { wrong: boolean; onOpen: (password: string) => void }) {
  const [password, setPassword] = useState('')
  return (
    <form
      className={styles['password']}
      onSubmit={(event) => {
        event.preventDefault()
        onOpen(password)
      }}
    >
      <p>This PDF is locked with a password.</p>
      <SecretField
        label="Password"
        what="password"
        value={password}
        error={wrong ? 'This password is wrong.' : undefined}
        onChange={setPassword}
      />
      <Button type="submit" variant="primary">
        Open
      </Button>
    </form>
  )
}

function explain(error: unknown): Problem {
  const name = error instanceof Error ? error.name : ''
  const advice = 'You can still view its bytes, or download it.'
  if (name === 'InvalidPDFException') {
    return {
      title: 'This PDF is damaged',
      advice: `It is incomplete, or not really a PDF. ${advice}`,
    }
  }
  if (name === 'PartMissing') {
    return {
      title: 'A part of this PDF could not be loaded',
      advice:
        'Only what is shown of it is fetched. Open the file again to try once more, or download it.',
    }
  }
  return { title: 'This PDF can’t be shown', advice: `Its first page can’t be read. ${advice}` }
}
